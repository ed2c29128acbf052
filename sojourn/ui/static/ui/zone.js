// Adds the reader's own clock to every instant, when it differs from the one printed.
export function showOwnZone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own || own === "UTC" || own === "Etc/UTC") return;
  const place = own.split("/").pop().replaceAll("_", " ");
  const write = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: own });
  const clock = write({ hour: "2-digit", minute: "2-digit" });
  const weekday = write({ weekday: "long" });
  for (const time of document.querySelectorAll("time.instant")) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.valueOf())) continue;
    const printed = time.textContent;
    if (printed.includes(`, ${clock.format(when)} `)) continue;
    const day = printed.startsWith(weekday.format(when)) ? "" : `${weekday.format(when)} `;
    const line = document.createElement("span");
    line.className = "own-zone";
    line.textContent = `, ${day}${clock.format(when)} on your clock (${place})`;
    time.after(line);
  }
}
