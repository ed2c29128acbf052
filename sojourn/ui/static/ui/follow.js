// [data-follow=URL][data-seen]: asks every few seconds for a word that changes when the page would; then the
// page is loaded again, or, while somebody types in it, says so and waits for a click.
const every = 3000, most = 30000;
const box = document.querySelector("[data-follow]");
const told = box?.querySelector("[data-told]");
let wait = every;

async function look() {
  let answer;
  try {
    answer = await fetch(box.dataset.follow, { cache: "no-store", redirect: "manual" });
  } catch {
    wait = Math.min(most, wait * 2);
    say("No connection. This page tries again by itself.");
    return later();
  }
  if (answer.ok) {
    const { seen } = await answer.json();
    if (wait !== every) say("");
    wait = every;
    if (seen !== box.dataset.seen) return moved();
  } else if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403) {
    return moved();
  } else {
    wait = Math.min(most, wait * 2);
  }
  later();
}

function later() {
  setTimeout(() => (document.hidden ? later() : look()), wait);
}

// what is typed, or about to be, is not taken from under the hands
const touched = new Set();
document.addEventListener("input", (event) => touched.add(event.target.form));
document.addEventListener("sojourn:saved", (event) => event.detail?.all && touched.delete(event.target), true);

function moved() {
  const field = document.activeElement?.matches?.("textarea, select, input:not([type=hidden])");
  const reading = document.querySelector("details[data-reading][open]"); // nor what is being read
  if (!field && !touched.size && !reading) return window.location.replace(window.location.href.split("#")[0]);
  const link = document.createElement("a");
  link.href = window.location.pathname;
  link.textContent = "Show it";
  told.replaceChildren("The meeting has moved on. ", link);
}

function say(text) {
  if (told.textContent !== text) told.textContent = text;
}

if (box && told) later();
