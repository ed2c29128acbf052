// Keeps "in 3 hours, today" true while a page stays open. What was left is the server's word, and only the
// time since then is measured here: a clock that is wrong, or a rehearsal, does no harm.
const DAY = 24 * 60;

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function inWords(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!minutes) return "less than a minute";
  if (!hours) return count(rest, "minute");
  return count(hours, "hour") + (rest && hours < 6 ? ` ${count(rest, "minute")}` : "");
}

export function distance(until, left, zone) {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const number = (instant) => Date.parse(day.format(instant)) / 86400000;
  const days = number(until) - number(new Date(until - left * 1000));
  if (left < 0) return days === 0 ? "today, already past" : days === -1 ? "yesterday" : `${-days} days ago`;
  const minutes = Math.floor(left / 60);
  if (minutes < DAY || days === 0) return `in ${inWords(minutes)}, ${days ? "tomorrow" : "today"}`;
  return days === 1 ? "tomorrow" : days <= 90 ? `in ${days} days` : `in ${Math.round(days / 30.4)} months`;
}

export function countDown() {
  const begun = performance.now();
  const shown = document.querySelectorAll("[data-left]");
  const step = () => {
    const gone = (performance.now() - begun) / 1000;
    for (const one of shown) {
      const words = distance(new Date(one.dataset.until), Number(one.dataset.left) - gone, one.dataset.zone);
      if (one.textContent !== words) one.textContent = words;
    }
  };
  if (shown.length) setInterval(step, 15000);
}
