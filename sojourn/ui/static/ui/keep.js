// What is typed into form[data-keep] is kept in this browser for this account, given back after trouble, and
// forgotten when it was taken, when it was saved, or when the reader signs out.
import { forgetPages } from "./offline.js";

const prefix = "sojourn-keep:";
const account = () => `${prefix}${document.body.dataset.account ?? ""}:`;

function open(name) {
  try { return window[name]; } catch { return null; }
}

const kinds = ["hidden", "file", "password", "submit", "button", "image", "reset"];
const fields = (form) => [...form.elements].filter((field) => field.name && !kinds.includes(field.type));
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const seenBy = (form) => form.elements.namedItem("seen") ?? form.elements.namedItem("version");

function typedIn(form) {
  return fields(form).filter((field) => !ticks(field) || field.checked).flatMap((field) =>
    field.multiple && field.selectedOptions
      ? [...field.selectedOptions].map((option) => [field.name, option.value])
      : [[field.name, field.value]]);
}

// What a page without text fields keeps: one value by name, for this account.
export function keeper(name) {
  const kept = open("localStorage"), key = account() + name;
  return {
    get() { try { return JSON.parse(kept?.getItem(key) ?? "null"); } catch { return null; } },
    set(value) { try { kept?.setItem(key, JSON.stringify(value)); } catch { /* full: the page still holds it */ } },
    drop() { kept?.removeItem(key); },
  };
}

export function keepText() {
  const kept = open("localStorage"), here = open("sessionStorage");
  if (!kept || !here) return;
  // A form that was sent and led to a page without trouble has been taken. A page that asks for the
  // password is trouble too: the session had ended, and the text must be there after signing in.
  const sent = here.getItem(`${prefix}sent`);
  here.removeItem(`${prefix}sent`);
  const refused = document.querySelector("[data-error-summary], .field-with-error, [data-trouble], input[type='password']");
  if (sent && !refused && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    if (document.referrer.startsWith(location.origin)) kept.removeItem(sent);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = account() + form.dataset.keep;
    restore(form, kept, key);
    const keep = (event) => {
      if (event.target.type === "file") return;
      const text = JSON.stringify({ seen: seenBy(form)?.value ?? "", pairs: typedIn(form) });
      try { kept.setItem(key, text); } catch { /* full: the page still holds it */ }
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("sojourn:saved", (event) => { if (event.detail.all) kept.removeItem(key); });
  }
  for (const form of document.querySelectorAll("form[data-keep], form[data-sends]")) {
    form.addEventListener("submit", () => here.setItem(`${prefix}sent`, account() + (form.dataset.keep ?? form.dataset.sends)));
  }
  for (const link of document.querySelectorAll("a[data-drops]")) {
    link.addEventListener("click", () => kept.removeItem(account() + link.dataset.drops));
  }
  for (const form of document.querySelectorAll("form[data-forgets]")) {
    form.addEventListener("submit", () => {
      for (const key of Object.keys(kept)) if (key.startsWith(account())) kept.removeItem(key);
      here.removeItem(`${prefix}sent`);
      forgetPages(true);
    });
  }
}

function restore(form, kept, key) {
  let before;
  try { before = JSON.parse(kept.getItem(key) ?? "null"); } catch { before = null; }
  if (!before || !Array.isArray(before.pairs)) return;
  const flat = (pairs) => JSON.stringify([...pairs].sort());
  if (flat(before.pairs) === flat(typedIn(form))) { kept.removeItem(key); return; }
  const seen = seenBy(form);
  if (seen && before.seen && before.seen !== seen.value) {
    // saved elsewhere since: filling it in would overwrite that, so both are shown
    tell(form, "You typed something here that was not saved, and the form was saved elsewhere since.", "See both", () => {
      fill(form, before.pairs);
      seen.value = before.seen;
      form.requestSubmit();
    });
    return;
  }
  fill(form, before.pairs);
  tell(form, "What you had typed here but not sent is back.");
  form.dispatchEvent(new CustomEvent("sojourn:restored"));
}

function fill(form, pairs) {
  for (const field of fields(form)) {
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (ticks(field)) field.checked = values.includes(field.value);
    else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
  }
}

function tell(form, text, verb = "", act = null) {
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.textContent = text;
  if (verb) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = verb;
    button.addEventListener("click", act);
    line.append(" ", button);
  }
  form.prepend(line);
}
