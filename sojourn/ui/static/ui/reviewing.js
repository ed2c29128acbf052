// Keys of the reviewer. Ctrl+Enter saves and goes on. Single keys act only inside [data-review-keys] pages and
// while no field has the focus; a digit gives a level only where a criterion has the focus.
const form = document.querySelector("form[data-goes-on]");
const pads = form ? [...form.querySelectorAll("fieldset.score-pad:not([disabled])")] : [];
const rows = [...document.querySelectorAll("a[data-key-row]")];
const single = document.querySelector("[data-review-keys]") !== null;
let at = -1;

const radios = (pad) => [...pad.querySelectorAll("input[type='radio']")];
const padOf = (element) => pads.find((pad) => pad.contains(element));
const field = (element) => element?.matches?.("input, select, textarea, [contenteditable]");

function enter(pad) {
  const found = radios(pad);
  (found.find((radio) => radio.checked) ?? found[0])?.focus();
}

function step(by) {
  if (pads.length) {
    at = Math.min(pads.length - 1, Math.max(0, at + by));
    enter(pads[at]);
  } else if (rows.length) {
    const here = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, here + by))].focus();
  }
}

function level(pad, digit) {
  const radio = radios(pad).find((one) => one.value === digit);
  if (!radio) return false;
  if (!radio.checked) radio.click();
  at = pads.indexOf(pad);
  if (at + 1 < pads.length) { at += 1; enter(pads[at]); } else radio.focus();
  return true;
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector("a[data-key='n']")?.click(),
  p: () => document.querySelector("a[data-key='p']")?.click(),
  "/": () => {
    const target = document.querySelector("[data-key-search]");
    if (target?.href) location.href = `${target.href}#q`;
    else target?.focus();
  },
  "?": () => {
    const help = document.getElementById("keys-help");
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.main"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const pad = padOf(event.target);
  if (pad && /^[0-9]$/.test(event.key) && event.target.type === "radio") {
    if (level(pad, event.key)) event.preventDefault();
    return;
  }
  if (!single || field(event.target) || !(event.key in acts)) return;
  event.preventDefault();
  acts[event.key]();
});

if (location.hash === "#q") document.getElementById("q")?.focus();
