// What a form can say before it is sent: a file that is too large, words used so far.
export function lookAtFiles() {
  for (const input of document.querySelectorAll("input[type='file'][data-max-mb]")) {
    const said = note(input);
    input.addEventListener("change", () => {
      const file = input.files[0];
      const size = file ? file.size / 1024 / 1024 : 0;
      const over = size > Number(input.dataset.maxMb);
      said.classList.toggle("over", over);
      said.textContent = !file ? "" : over
        ? `${file.name} has ${size.toFixed(1)} MB; at most ${input.dataset.maxMb} MB are taken. Choose a smaller one.`
        : `${file.name}, ${size < 0.95 ? `${Math.max(1, Math.round(size * 1024))} kB` : `${size.toFixed(1)} MB`}`;
    });
  }
}

export function countWords() {
  for (const area of document.querySelectorAll("textarea[data-words]")) {
    const said = note(area);
    const most = Number(area.dataset.words);
    const count = () => {
      const words = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
      said.textContent = `${words} of about ${most} words`;
      said.classList.toggle("over", words > most);
    };
    area.addEventListener("input", count);
    count();
  }
}

function note(control) {
  const said = document.createElement("p");
  said.className = "counted";
  said.setAttribute("aria-live", "polite");
  control.after(said);
  return said;
}
