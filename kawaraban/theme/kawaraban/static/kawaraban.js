// The one script of every page: remembers whether the reader wants light or dark.
const button = document.getElementById("kw-mode"), root = document.documentElement;
button.hidden = false;
button.addEventListener("click", () => {
  const dark = root.dataset.mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset.mode === "dark";
  root.dataset.mode = dark ? "light" : "dark";
  try { localStorage.mode = root.dataset.mode; } catch { /* storage may be forbidden: the choice lasts for the page */ }
});
