// Some browsers still tell the old names of places.
const RENAMED = {
  Asmera: "Asmara", Calcutta: "Kolkata", Faeroe: "Faroe", Godthab: "Nuuk", Katmandu: "Kathmandu",
  Kiev: "Kyiv", Rangoon: "Yangon", Saigon: "Ho Chi Minh",
};

// Adds the reader's own clock to every instant, when it differs from the one printed.
export function showOwnZone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own) return;
  // what the server wrote by the profile's zone: the browser knows better where the reader is
  for (const line of document.querySelectorAll(".own-zone")) line.remove();
  if (own === "UTC" || own === "Etc/UTC") return;
  const told = own.split("/").pop().replaceAll("_", " ");
  const place = RENAMED[told] ?? told;
  const write = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: own });
  const clock = write({ hour: "2-digit", minute: "2-digit" });
  const weekday = write({ weekday: "long" });
  for (const time of document.querySelectorAll("time.instant")) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.valueOf())) continue;
    const day = weekday.format(when);
    const printed = time.textContent;
    if (printed.startsWith(`${day} `) && printed.includes(`, ${clock.format(when)} `)) continue;
    const line = document.createElement("span");
    line.className = "own-zone";
    line.textContent = `, ${day} ${clock.format(when)} on your clock (${place})`;
    time.after(line);
  }
}
