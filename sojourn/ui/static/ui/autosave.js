// form[data-autosave=URL]: what is typed is sent three seconds after the last key, and the form says so.
export function autosave() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const said = document.createElement("p");
    said.className = "kept";
    said.setAttribute("role", "status");
    form.append(said);
    let timer = 0;
    let running = null;
    const send = async () => {
      running?.abort();
      running = new AbortController();
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: data, headers: { "X-Sojourn-Autosave": "1" }, signal: running.signal, redirect: "error",
        });
        said.textContent = answer.ok
          ? `Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`
          : "Not saved yet: something is still to be filled in.";
      } catch (trouble) {
        if (trouble.name !== "AbortError") said.textContent = "Not saved: no connection. What you type stays in this window.";
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, 3000);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      running?.abort();
    });
  }
}
