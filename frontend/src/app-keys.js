// Single keys: / search, ? list, g then a letter for a section. They rest inside fields and can be
// switched off (WCAG 2.1.4); pages add their own and name them in <template id="page-keys">.

const FIELDS = "input, textarea, select, [contenteditable=true]";
let isAfterG = false;

/** Whether single keys must be left alone for this event. */
export function keysOff(event) {
  return (
    document.documentElement.dataset.keys === "off" ||
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.isComposing ||
    event.target.closest?.(FIELDS) !== null ||
    document.querySelector("dialog[open]") !== null
  );
}

function goTo(letter) {
  const link = document.querySelector(`[data-go="${letter}"]`);
  if (link) window.location.assign(link.href);
}

function focusSearch() {
  const field = document.getElementById("bar-search");
  if (field?.checkVisibility()) field.focus();
  else window.location.assign(field?.form.action ?? "/search/");
}

function showList() {
  const dialog = document.getElementById("keys-help");
  const extra = document.getElementById("page-keys");
  const place = dialog?.querySelector("[data-page-keys]");
  if (extra && place && !place.hasChildNodes()) place.append(extra.content.cloneNode(true));
  dialog?.showModal();
}

function onKey(event) {
  if (keysOff(event)) return;
  if (isAfterG) {
    isAfterG = false;
    goTo(event.key);
    return;
  }
  if (event.key === "/") focusSearch();
  else if (event.key === "?") showList();
  else if (event.key === "g") isAfterG = true;
  else return;
  event.preventDefault();
  window.setTimeout(() => {
    isAfterG = false;
  }, 1500);
}

export function wireKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showList();
  });
}
