// Set the colours before the first paint. Dark follows the system unless the person chose.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");
const apply = () => {
  const wish = root.dataset.theme;
  root.dataset.bsTheme = wish === "light" || wish === "dark" ? wish : system.matches ? "dark" : "light";
};
apply();
system.addEventListener("change", apply);
document.addEventListener("silian:theme", apply);
