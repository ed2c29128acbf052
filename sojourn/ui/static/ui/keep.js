// Text of form[data-keep] is kept in this browser while it is typed, given back after trouble,
// and forgotten when the next page shows that it was taken, or when the reader signs out.
const prefix = "sojourn-keep:";

function store() {
  try { return window.localStorage; } catch { return null; }
}

const fields = (form) => [...form.querySelectorAll("textarea, input[type='text'], input[type='email'], input:not([type])")]
  .filter((field) => field.name && !field.name.startsWith("csrf"));

export function keepText() {
  const kept = store();
  if (!kept) return;
  // A form that was sent and led to a page without trouble has been taken. A page that asks for the
  // password is trouble too: the session had ended, and the text must be there after signing in.
  const sent = kept.getItem(`${prefix}sent`);
  kept.removeItem(`${prefix}sent`);
  const refused = document.querySelector("[data-error-summary], .field-with-error, [data-trouble], input[type='password']");
  if (sent && !refused && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    if (document.referrer.startsWith(location.origin)) kept.removeItem(prefix + sent);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = prefix + form.dataset.keep;
    restore(form, kept, key);
    form.addEventListener("input", () => {
      kept.setItem(key, JSON.stringify(Object.fromEntries(fields(form).map((field) => [field.name, field.value]))));
    });
    form.addEventListener("submit", () => kept.setItem(`${prefix}sent`, form.dataset.keep));
  }
  for (const form of document.querySelectorAll("form[data-forgets]")) {
    form.addEventListener("submit", () => {
      for (const key of Object.keys(kept)) if (key.startsWith(prefix)) kept.removeItem(key);
    });
  }
}

function restore(form, kept, key) {
  let before = {};
  try { before = JSON.parse(kept.getItem(key) ?? "{}"); } catch { return; }
  let changed = false;
  for (const field of fields(form)) {
    const text = before[field.name];
    if (text && text !== field.value) {
      field.value = text;
      changed = true;
    }
  }
  if (!changed) return;
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.textContent = "What you had typed here but not sent is back.";
  form.prepend(line);
}
