// Messages that stay until they are read: nothing vanishes with the only copy of its words.

/** Say something to a screen reader without moving the focus; sighted people see it for a while. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (!place) return;
  place.textContent = "";
  window.setTimeout(() => {
    place.textContent = text;
  }, 50);
  window.clearTimeout(announce.timer);
  place.classList.add("shown");
  announce.timer = window.setTimeout(() => place.classList.remove("shown"), 4000);
}

/** Show a message whose words the page carries in <template id="…">. */
function showWords(id) {
  const words = document.getElementById(id);
  const place = document.getElementById("notices");
  if (words && place) place.replaceChildren(words.content.cloneNode(true));
}

export function wireNotices() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".sl-note, .sl-failure")?.remove();
  });
  document.addEventListener("htmx:sendError", () => showWords("words-offline"));
  document.addEventListener("htmx:timeout", () => showWords("words-offline"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.querySelector("#notices [data-offline]")?.remove();
  });
  // An answer that is not ours (a proxy's page, say) leaves nothing in #notices: say it ourselves.
  document.addEventListener("htmx:responseError", () => {
    window.setTimeout(() => {
      if (!document.querySelector("#notices .sl-failure, .sl-note.red")) showWords("words-offline");
    }, 100);
  });
}
