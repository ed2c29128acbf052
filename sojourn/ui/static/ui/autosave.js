// form[data-autosave=URL]: what is typed is sent within five seconds, and the form says when it was saved or
// why not. One request at a time; `tab` and `turn` tell the server which page writes and in which order.
const pause = 1500, longest = 4000, again = 10000;

export function autosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
}

// A sign-in in another tab gives out a new token: the cookie knows it.
export function freshToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

// One request of a page that saves itself, and what came of it in words that both kinds of pages show.
export async function deliver(address, data, keepalive = false) {
  const token = freshToken();
  if (token) data.set("csrfmiddlewaretoken", token);
  let answer, told = {};
  try {
    answer = await fetch(address, {
      method: "POST", body: data, headers: { "X-Sojourn-Autosave": "1" }, redirect: "manual", keepalive,
    });
    if (answer.headers.get("content-type")?.includes("json")) told = await answer.json();
  } catch {
    return { kind: "lost", why: "no connection. It is kept in this browser and sent as soon as the connection is back." };
  }
  if (answer.ok) return { kind: "saved", told };
  if (answer.status === 409) return { kind: "stale", why: told.reason ?? "it was changed elsewhere." };
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    const why = `${told.reason ?? "you are signed out."} What you do here stays in this browser. Sign in again in another tab, then come back here.`;
    return { kind: "out", why };
  }
  if (answer.status === 403 || answer.status === 404) {
    return { kind: "shut", why: told.reason ?? "this page can no longer be changed." };
  }
  if (answer.status === 413) return { kind: "long", why: "the text is too long. Shorten it." };
  return { kind: "lost", why: "the server did not take it. It is kept in this browser and sent again in a moment." };
}

function watch(form) {
  const tab = window.crypto?.randomUUID?.() ?? `${Date.now()}-${String(Math.random()).slice(2)}`;
  const { say, trouble } = sayer(form);
  let turn = 0, since = 0, timer = 0, dirty = false, running = null, stopped = false, leaving = false;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(send, wait); };
  const typed = (event) => {
    if (stopped || event.target.type === "file") return;
    const now = Date.now();
    if (!dirty) { dirty = true; since = now; if (!running) say("Not saved yet"); }
    later(Math.max(0, Math.min(pause, since + longest - now)));
  };

  function send(keepalive = false) {
    if (stopped || leaving || !dirty) return running;
    if (running) return running;
    dirty = false;
    turn += 1;
    running = post(keepalive).finally(() => {
      running = null;
      if (dirty && !stopped && !leaving) later(Math.max(0, Math.min(pause, since + longest - Date.now())));
    });
    return running;
  }

  async function post(keepalive) {
    const data = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    data.set("tab", tab);
    data.set("turn", turn);
    say("Saving");
    const { kind, told, why } = await deliver(form.dataset.autosave, data, keepalive);
    if (kind === "saved") {
      const seen = form.elements.namedItem("seen") ?? form.elements.namedItem("version");
      if (seen && told.seen) seen.value = told.seen;
      form.dispatchEvent(new CustomEvent("sojourn:saved", { detail: { all: !dirty } }));
      const clock = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      const but = told.but ? `, except: ${told.but}` : ".";
      say(`${told.word ?? "Saved"} at ${clock}${but}${told.note ? ` ${told.note}` : ""}`, Boolean(told.but));
    } else if (kind === "stale") {
      stopped = true;
      trouble(`Not saved: ${why}`, "See both texts", () => form.requestSubmit());
    } else if (kind === "lost") {
      dirty = true;
      trouble(`Not saved: ${why}`);
      later(again);
    } else {
      if (kind === "out") dirty = true;
      else if (kind === "shut") stopped = true;
      trouble(`Not saved: ${why}`);
    }
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("sojourn:restored", typed);
  window.addEventListener("online", () => dirty && later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
    else if (dirty) later(0);
  });
  window.addEventListener("pagehide", () => send(true));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running && !leaving) {
      // the save on its way must not come after this one: wait for it, three seconds at most
      event.preventDefault();
      const button = event.submitter;
      leaving = true;
      Promise.race([running, new Promise((done) => setTimeout(done, 3000))]).finally(() => form.requestSubmit(button));
      return;
    }
    leaving = true;
    put(form, "tab", tab);
    put(form, "turn", turn + 1);
    const token = freshToken();
    if (token) put(form, "csrfmiddlewaretoken", token);
  });
  // back from the next page without loading: this page is alive again
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  if (changedBefore(form)) typed({ target: form });
}

// On a slow line a person types before this script is here, and no event tells of it. Dates and numbers are
// left out: the browser empties what it cannot read, and nobody has typed that.
function changedBefore(form) {
  return [...form.elements].some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    return (field.type === "textarea" || field.type === "text") && field.value !== field.defaultValue;
  });
}

function put(form, name, value) {
  let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

// Saving every few seconds is shown and not read aloud; trouble is.
function sayer(form) {
  const box = document.createElement("div");
  box.className = "kept";
  const quiet = document.createElement("p"), loud = document.createElement("p");
  loud.setAttribute("role", "status");
  box.append(quiet, loud);
  form.append(box);
  return {
    say(text, halfway = false) {
      quiet.textContent = text;
      if (loud.textContent && text !== "Saving") loud.replaceChildren();
      box.classList.toggle("kept-trouble", halfway);
    },
    trouble(text, verb = "", act = null) {
      quiet.textContent = "";
      loud.replaceChildren(text);
      if (verb) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.textContent = verb;
        button.addEventListener("click", act);
        loud.append(" ", button);
      }
      box.classList.add("kept-trouble");
    },
  };
}
