// Adds the reader's own clock to every instant, when it differs from the one printed.
export function showOwnZone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own) return;
  const form = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: own });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: own });
  const place = own.split("/").pop().replaceAll("_", " ");
  for (const time of document.querySelectorAll("time.instant")) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.valueOf()) || own === "UTC" || own === "Etc/UTC") continue;
    if (time.textContent.includes(`${clock.format(when)} ${place}`)) continue;
    const line = document.createElement("span");
    line.className = "own-zone";
    line.textContent = `Your clock: ${form.format(when)} ${place}`;
    time.after(line);
  }
}
