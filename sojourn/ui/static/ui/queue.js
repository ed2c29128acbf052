// form[data-queue=NAME]: what cannot be sent for want of a connection waits in this browser, under the name of the
// account, and is sent once when the connection is back. Each entry carries a key: the server keeps it once,
// however often it is sent. Signing out forgets the queue (keep.js clears everything of the account).
import { freshToken } from "./autosave.js";
import { keepPage, keptSince } from "./offline.js";

const base = () => `sojourn-keep:${document.body.dataset.account ?? ""}:`;

export function queues() {
  for (const form of document.querySelectorAll("form[data-queue]")) watch(form);
}

function watch(form) {
  const name = `${base()}queue:${form.dataset.queue}`;
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.hidden = true;
  form.before(line);
  let running = false, signedOut = false;

  const read = () => { try { return JSON.parse(localStorage.getItem(name) ?? "[]"); } catch { return []; } };
  const write = (rows) => {
    try { rows.length ? localStorage.setItem(name, JSON.stringify(rows)) : localStorage.removeItem(name); return true; }
    catch { return false; }
  };
  const tell = (more = "") => {
    const number = read().length;
    line.hidden = !number && !more;
    const waits = number ? `${number} ${number === 1 ? "entry waits" : "entries wait"} in this browser and ${number === 1 ? "is" : "are"} sent when there is a connection.` : "";
    line.textContent = [more, waits].filter(Boolean).join(" ");
  };

  async function post(pairs, when) {
    const data = new URLSearchParams(pairs);
    const token = freshToken();
    if (token) data.set("csrfmiddlewaretoken", token);
    const headers = { "X-Sojourn-Queue": when };
    return fetch(form.action || location.href, { method: "POST", body: data, headers, redirect: "manual" });
  }

  async function sendAll() {
    if (running || signedOut || !navigator.onLine || !read().length) return;
    running = true;
    let sent = 0, trouble = "";
    for (const row of read()) {
      let answer;
      try { answer = await post(row, "later"); } catch { break; }
      if (answer.status === 201) {
        sent += 1;
      } else if (answer.status === 422) {
        trouble = "One entry needs another look: it is filled in below, not saved yet.";
        fill(row);
      } else {
        signedOut = answer.type === "opaqueredirect" || answer.status === 401;
        trouble = signedOut ? "You are signed out. Sign in again in another tab, then open this page anew." : "The server did not take an entry; it is kept.";
        break;
      }
      const key = keyOf(row);
      write(read().filter((other) => keyOf(other) !== key));
    }
    running = false;
    const done = sent ? `${sent} ${sent === 1 ? "entry was" : "entries were"} sent.` : "";
    tell([done, trouble].filter(Boolean).join(" "));
  }

  const keyOf = (pairs) => pairs.find(([field]) => field === "key")?.[1];

  function fill(pairs) {
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken") continue;
      const values = pairs.filter(([one]) => one === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length && field.type !== "submit") field.value = values[0];
    }
  }

  form.addEventListener("submit", async (event) => {
    const key = form.elements.namedItem("key");
    if (!key?.value) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter?.name ? event.submitter : undefined);
    const pairs = [...data].filter(([field, value]) => field !== "csrfmiddlewaretoken" && typeof value === "string");
    let answer;
    try { answer = await post(pairs, "now"); } catch {
      if (!write([...read().filter((other) => keyOf(other) !== key.value), pairs])) {
        tell("This browser keeps nothing, and there is no connection. Leave this page open and try again.");
        return;
      }
      key.value = crypto.randomUUID();
      const note = form.elements.namedItem("note");
      if (note) note.value = "";
      try { localStorage.removeItem(base() + form.dataset.keep); } catch { /* nothing is kept there */ }
      tell("No connection: the entry is kept in this browser.");
      form.querySelector("input:not([type=hidden])")?.focus();
      return;
    }
    if (answer.status === 201) {
      const told = await answer.json();
      try { localStorage.removeItem(base() + form.dataset.keep); } catch { /* nothing is kept there */ }
      location.assign(told.next);
      return;
    }
    if (event.submitter?.name) {
      const chosen = document.createElement("input");
      chosen.type = "hidden";
      chosen.name = event.submitter.name;
      chosen.value = event.submitter.value;
      form.append(chosen);
    }
    form.submit(); // whatever else it is, the page of the server says it
  });

  const since = keptSince();
  if (since) takeUp(form, since);
  window.addEventListener("online", sendAll);
  window.addEventListener("pageshow", sendAll);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
  tell(since ? "No connection: this page is as it was when it was opened last. It keeps what you log." : "");
  sendAll();
  keepPage(form);
}

// A copy holds the key and the day of when it was kept: an entry under a key that was used would be lost.
function takeUp(form, since) {
  const key = form.elements.namedItem("key");
  if (key) key.value = crypto.randomUUID();
  const day = form.elements.namedItem("done_on");
  const noon = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12);
  const days = Math.round((noon(new Date()) - noon(since)) / 86400000);
  if (!day?.value || days <= 0) return;
  const then = new Date(`${day.value}T12:00:00Z`);
  then.setUTCDate(then.getUTCDate() + days);
  day.value = then.toISOString().slice(0, 10);
}
