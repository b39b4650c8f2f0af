// Menus are <details class="sl-menu">: Escape and a click elsewhere close them, focus goes back.

export function wireMenus() {
  const close = (menu, { focus = false } = {}) => {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.sl-menu[open]")) {
      if (!menu.contains(event.target)) close(menu);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.sl-menu[open]");
    if (menu) close(menu, { focus: menu.contains(document.activeElement) });
  });
}
