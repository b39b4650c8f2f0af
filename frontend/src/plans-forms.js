// Small comforts of the plan pages: addresses are copied whole, a swapped dialog opens.

export function startForms() {
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy-address]");
    if (!copy) return;
    const url = new URL(copy.dataset.copyAddress, location.href).href;
    const text = copy.dataset.copyQuote ? `${copy.dataset.copyQuote} ${url}` : url;
    await navigator.clipboard?.writeText(text);
    window.silian.announce(copy.dataset.copied);
  });
  const tab = document.querySelector(".sl-tabs [aria-current]");
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.clientWidth / 2;
  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.detail.target.closest?.("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  });
}
