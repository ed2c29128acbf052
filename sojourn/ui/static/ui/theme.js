// Classic and in the head on purpose: the remembered theme must stand before the first paint.
(() => {
  try {
    const kept = localStorage.getItem("sojourn-theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch { /* storage may be refused: the automatic theme stays */ }
})();
