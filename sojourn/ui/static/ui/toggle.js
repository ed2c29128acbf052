// One button through three themes; "automatic" follows the system.
const names = { auto: "automatic", light: "light", dark: "dark" };
const order = ["auto", "light", "dark"];

export function toggleTheme() {
  const root = document.documentElement;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    const show = () => { button.textContent = `Theme: ${names[root.dataset.theme ?? "auto"]}`; };
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
      if (next === "auto") delete root.dataset.theme;
      else root.dataset.theme = next;
      try {
        if (next === "auto") localStorage.removeItem("sojourn-theme");
        else localStorage.setItem("sojourn-theme", next);
      } catch { /* not remembered, but shown */ }
      show();
    });
  }
}
