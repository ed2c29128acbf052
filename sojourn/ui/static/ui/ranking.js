// Keys and dragging, on top of the buttons. Every move sends the same form in the background; what the server answers
// takes its place, so that the page shows what is kept and nothing else. Without this file the buttons do it all.
import { deliver, freshToken } from "./autosave.js";
import { keeper } from "./keep.js";

const GRIP = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5 4h6M5 8h6M5 12h6"/></svg>';
const KEYS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export function rankings() {
  for (const form of document.querySelectorAll("[data-ranking]")) live(form);
}

function live(form) {
  let queue = Promise.resolve();
  let waiting = 0;
  let again = 0;
  let stopped = false;
  let holding = false; // a move whose lines only the server can draw is on its way: later ones wait for it
  const later = [];
  const kept = keeper(`ranking-${new URL(form.action).pathname}`);
  const seen = () => new URL(form.action).searchParams.get("seen") ?? "";
  const said = () => form.querySelector("[data-ranking-said]");
  const list = (name) => form.querySelector(`[data-list="${name}"]`);
  const lines = (of) => [...of.querySelectorAll("[data-id]")];

  function act(what) {
    if (holding) later.push(what);
    else what();
  }

  function send(move, words) {
    clearTimeout(again);
    said().textContent = "Saving";
    waiting += 1;
    if (move !== "order") holding = true;
    queue = queue.then(() => post(move, words)).finally(() => {
      waiting -= 1;
      if (move !== "order") holding = false;
      while (later.length && !holding) later.shift()();
    });
  }

  async function post(move, words) {
    const [, touched] = move.split(":");
    if (stopped) return;
    const data = new URLSearchParams();
    const now = lists();
    for (const name of ["order", "unwanted"]) for (const id of now[name]) data.append(name, id);
    data.append("move", move);
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken?.value ?? "");
    kept.set({ ...now, seen: seen() });
    const { kind, told, why } = await deliver(form.action, data);
    if (kind !== "saved") {
      const stays = kind === "lost" ? "Trying again shortly; the order stays in this window." : "";
      said().textContent = `Not saved: ${why} ${stays}`;
      if (kind === "lost") again = setTimeout(() => act(() => send(move, words)), 5000);
      else stopped = kind === "stale" || kind === "shut";
      if (kind === "stale") offerBoth(now, seen());
      return;
    }
    if (waiting <= 1) kept.drop();
    const page = new DOMParser().parseFromString(told.page, "text/html");
    const fresh = page.querySelector("[data-ranking]");
    form.action = fresh.action;
    if (move === "order" && waiting > 1 && !told.note) return; // another move is on its way: the screen is newer
    const here = document.activeElement;
    const held = (form.contains(here) && here.closest("[data-id]")?.dataset.id) || (here === document.body && touched);
    const wish = here?.value || (here?.hasAttribute("data-grip") ? "grip" : "");
    form.replaceChildren(...fresh.childNodes);
    grips();
    if (held) focus(held, wish);
    said().textContent = [told.note || words, said().textContent].filter(Boolean).join(" ");
  }

  function lists() {
    return Object.fromEntries(["order", "unwanted"].map((name) => [name, lines(list(name)).map((line) => line.dataset.id)]));
  }

  // Another page saved meanwhile: the server shows both lists, as it does without this script.
  function offerBoth(mine, from) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = "See both rankings";
    button.addEventListener("click", () => {
      const sent = document.createElement("form");
      sent.method = "post";
      const address = new URL(form.action);
      address.searchParams.set("seen", from);
      sent.action = address;
      const pairs = [["csrfmiddlewaretoken", freshToken() ?? form.elements.csrfmiddlewaretoken?.value ?? ""], ["move", "order"]];
      for (const name of ["order", "unwanted"]) for (const id of mine[name]) pairs.push([name, id]);
      for (const [name, value] of pairs) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        sent.append(field);
      }
      kept.drop();
      document.body.append(sent);
      sent.submit();
    });
    said().append(" ", button);
  }

  // Moves that never reached the server are done again, unless another page has saved since.
  function takeUp() {
    const before = kept.get();
    if (!before || !Array.isArray(before.order) || !Array.isArray(before.unwanted)) return;
    const now = lists();
    if (before.order.join() === now.order.join() && [...before.unwanted].sort().join() === [...now.unwanted].sort().join()) kept.drop();
    else if (before.seen !== seen()) {
      said().textContent = "Moves made here were not saved, and your ranking was saved elsewhere since.";
      offerBoth(before, before.seen);
    } else {
      for (const name of ["order", "unwanted"]) for (const id of before[name]) {
        const line = form.querySelector(`[data-list] > [data-id="${CSS.escape(id)}"]`);
        if (line) list(name).append(line);
      }
      for (const line of lines(list("order"))) if (!before.order.includes(line.dataset.id)) list("")?.append(line);
      for (const line of lines(list("unwanted"))) if (!before.unwanted.includes(line.dataset.id)) list("")?.append(line);
      renumber();
      send("reload", "The moves that were not saved are back.");
    }
  }

  function focus(id, wish) {
    const line = form.querySelector(`[data-id="${CSS.escape(id)}"]`);
    const same = line && [...line.querySelectorAll("button:enabled")].find((one) => (wish === "grip" ? one.hasAttribute("data-grip") : one.value === wish));
    (same || line?.querySelector("button:enabled") || form.querySelector("button.button:enabled"))?.focus({ preventScroll: true });
  }

  function renumber() {
    const ranked = lines(list("order"));
    ranked.forEach((line, place) => {
      const number = line.querySelector(".rank");
      if (number) number.textContent = place + 1;
      const [up, down] = line.querySelectorAll(".ranked-moves .icon");
      if (up) up.disabled = place === 0;
      if (down) down.disabled = place === ranked.length - 1;
    });
    return ranked;
  }

  function moved(line) {
    const ranked = renumber();
    const place = ranked.indexOf(line);
    const where = line.parentElement.dataset.list;
    const words = where === "order" ? `${line.dataset.title} is now ${place + 1} of ${ranked.length}.`
      : where === "unwanted" ? `${line.dataset.title} is marked as not wanted.` : `${line.dataset.title} is not ranked.`;
    send("order", words);
  }

  function shift(id, by, wish) {
    const line = form.querySelector(`[data-list="order"] > [data-id="${CSS.escape(id)}"]`);
    if (!line) return;
    const ranked = lines(list("order"));
    const here = ranked.indexOf(line);
    const there = Math.max(0, Math.min(ranked.length - 1, here + by));
    if (here < 0 || here === there) return;
    if (there > here) ranked[there].after(line);
    else ranked[there].before(line);
    moved(line);
    focus(id, wish);
  }

  // --- the grip: a button of its own for keys, and what a finger or a mouse takes hold of ---

  function grips() {
    for (const line of form.querySelectorAll("[data-list] > [data-id]")) {
      const ranked = line.parentElement.dataset.list === "order";
      const grip = document.createElement(ranked ? "button" : "span"); // elsewhere keys have the buttons
      grip.className = ranked ? "icon grip" : "icon grip grip-other";
      grip.setAttribute("data-grip", "");
      grip.innerHTML = GRIP;
      if (ranked) {
        grip.type = "button";
        grip.setAttribute("aria-label", `${line.dataset.title}: arrow keys move it, Home and End to the ends, Delete takes it out`);
      }
      line.prepend(grip);
    }
  }

  form.addEventListener("keydown", (event) => {
    const line = event.target.closest?.("[data-grip]")?.closest("[data-id]");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) {
      event.preventDefault();
      act(() => shift(line.dataset.id, KEYS[event.key], "grip"));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      act(() => send(`remove:${line.dataset.id}`, `${line.dataset.title} was taken out.`));
    }
  });

  form.addEventListener("submit", (event) => {
    const move = event.submitter?.value;
    if (!move) return;
    event.preventDefault();
    const [verb, id] = move.split(":");
    if (verb === "up" || verb === "down") act(() => shift(id, verb === "up" ? -1 : 1, move));
    else {
      for (const one of event.submitter.parentElement.querySelectorAll("button")) one.disabled = true;
      act(() => send(move, ""));
    }
  });

  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button) return;
    event.preventDefault();
    grip.focus?.({ preventScroll: true });
    drag(grip.closest("[data-id]"), event);
  });

  function drag(line, start) {
    let target = null; // {list, line, after}
    const clear = () => { for (const one of form.querySelectorAll(".drop-before, .drop-after, .drop-here")) one.classList.remove("drop-before", "drop-after", "drop-here"); };
    const move = (event) => {
      if (event.pointerId !== start.pointerId) return;
      line.classList.add("dragged");
      line.style.transform = `translateY(${event.pageY - start.pageY}px)`;
      if (event.clientY < 70) window.scrollBy(0, -14);
      else if (event.clientY > window.innerHeight - 70) window.scrollBy(0, 14);
      clear();
      target = find(event.clientX, event.clientY);
      if (target?.line) target.line.classList.add(target.after ? "drop-after" : "drop-before");
      else target?.list.classList.add("drop-here");
    };
    const find = (x, y) => {
      const hit = document.elementsFromPoint(x, y).find((one) => form.contains(one) && !line.contains(one) && one.closest("[data-list]"));
      const of = hit?.closest("[data-list]");
      if (!of) return null;
      const full = of.dataset.list === "order" && line.parentElement !== of && lines(of).length >= Number(form.dataset.limit || Infinity);
      if (full) { said().textContent = "The ranking is full: take one out first."; return null; }
      const over = of.dataset.list === "order" ? hit.closest("[data-id]") : null;
      if (!over) return of === line.parentElement ? null : { list: of };
      const box = over.getBoundingClientRect();
      return { list: of, line: over, after: y > box.top + box.height / 2 };
    };
    const end = (event) => {
      if (event.pointerId !== undefined && event.pointerId !== start.pointerId) return;
      for (const [name, what] of heard) document.removeEventListener(name, what);
      line.classList.remove("dragged");
      line.style.transform = "";
      clear();
      if (event.type !== "pointerup" || !target || !line.isConnected || holding) return;
      const order = lines(list("order")).map((one) => one.dataset.id).join();
      const from = line.parentElement;
      if (target.line) target.line[target.after ? "after" : "before"](line);
      else target.list.append(line);
      if (from !== line.parentElement || order !== lines(list("order")).map((one) => one.dataset.id).join()) moved(line);
    };
    const key = (event) => { if (event.key === "Escape") end({ type: "cancel" }); };
    const heard = [["pointermove", move], ["pointerup", end], ["pointercancel", end], ["keydown", key]];
    for (const [name, what] of heard) document.addEventListener(name, what);
  }

  grips();
  takeUp();
}
