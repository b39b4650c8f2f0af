// Dialogs are <dialog> elements: [data-dialog="#id"] opens one, [data-close] closes its own.

export function wireDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      document.querySelector(opener.dataset.dialog)?.showModal();
      return;
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    // A click on the dialog itself, and not on what is in it, is one beside the sheet.
    if (event.target.nodeName === "DIALOG") event.target.close();
  });
}
