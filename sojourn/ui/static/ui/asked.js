// Fields that depend on an answer above them are shown when it is given; core/conditions.py says the same.
export function askWhenNeeded() {
  for (const form of document.querySelectorAll("form")) {
    const hanging = [...form.querySelectorAll("[data-asked-if]")];
    if (!hanging.length) continue;
    for (const hint of form.querySelectorAll(".asked-hint")) hint.hidden = true;
    const look = () => {
      const unasked = new Set();
      for (const field of hanging) {
        const { on, how, value } = JSON.parse(field.dataset.askedIf);
        field.hidden = unasked.has(on) || !met(how, value, answersTo(form, on));
        if (field.hidden) for (const control of field.querySelectorAll("[name]")) unasked.add(control.name);
      }
    };
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    form.addEventListener("sojourn:restored", look);
    look();
  }
}

function answersTo(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((control) => (control.type !== "checkbox" && control.type !== "radio") || control.checked)
    .map((control) => control.value.trim()).filter(Boolean);
}

function met(how, value, given) {
  if (!given.length) return false;
  if (how === "answered") return true;
  const wanted = value.trim().toLowerCase();
  if (how === "is" || how === "is_not") {
    const holds = given.some((one) => one.toLowerCase() === wanted || (number(one) !== null && number(one) === number(value)));
    return holds === (how === "is");
  }
  const one = number(given[0]), bound = number(value);
  if (one === null || bound === null) return false;
  return how === "at_least" ? one >= bound : one <= bound;
}

function number(text) {
  const found = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(found) ? null : found;
}
