// Dragging, on top of the buttons: puts the lines in their new order and sends the same form.
export function dragRanking() {
  for (const form of document.querySelectorAll("[data-ranking]")) {
    const list = form.querySelector(".ranked");
    let dragged = null;
    for (const line of list.querySelectorAll("[data-id]")) {
      line.draggable = true;
      line.addEventListener("dragstart", (event) => {
        dragged = line;
        line.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
      });
      line.addEventListener("dragend", () => {
        line.classList.remove("dragged");
        for (const other of list.children) other.classList.remove("over");
      });
      line.addEventListener("dragover", (event) => {
        if (!dragged || dragged === line) return;
        event.preventDefault();
        for (const other of list.children) other.classList.toggle("over", other === line);
      });
      line.addEventListener("drop", (event) => {
        if (!dragged || dragged === line) return;
        event.preventDefault();
        const lines = [...list.children];
        if (lines.indexOf(dragged) < lines.indexOf(line)) line.after(dragged);
        else line.before(dragged);
        send(form);
      });
    }
  }
}

function send(form) {
  const said = form.querySelector("[data-ranking-said]");
  if (said) said.textContent = "Saving the new order";
  const move = document.createElement("input");
  move.type = "hidden";
  move.name = "move";
  move.value = "order";
  form.append(move);
  form.submit();
}
