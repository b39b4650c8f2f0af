// The source popover: a dotted underline means "I can show where this stands".
//
// <button class="sl-src" data-pop="#template"> takes its words from the page,
// <button class="sl-src" data-pop-url="/…"> asks the server for a fragment.

let opener = null;

const box = () => document.getElementById("source-pop");

function place(pop, button) {
  const edge = 8;
  const at = button.getBoundingClientRect();
  const size = pop.getBoundingClientRect();
  const below = at.bottom + 6;
  const top = below + size.height + edge <= window.innerHeight ? below : at.top - size.height - 6;
  const left = Math.min(at.left, window.innerWidth - size.width - edge);
  pop.style.top = `${Math.max(edge, top)}px`;
  pop.style.left = `${Math.max(edge, left)}px`;
}

export function closePop() {
  const pop = box();
  if (pop?.matches(":popover-open")) pop.hidePopover();
}

/** Show nodes beside a button; Escape, a click elsewhere and scrolling far away close it. */
export function openPop(button, ...nodes) {
  const pop = box();
  closePop();
  pop.replaceChildren(...nodes);
  window.htmx.process(pop);
  opener = button;
  button.setAttribute("aria-expanded", "true");
  pop.showPopover();
  place(pop, button);
  const first = pop.querySelector("a, button");
  (first ?? pop).focus({ preventScroll: true });
}

async function fetchFragment(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.body.childNodes];
}

async function onClick(event) {
  const button = event.target.closest("[data-pop], [data-pop-url]");
  if (!button) return;
  event.preventDefault();
  if (button === opener && box().matches(":popover-open")) {
    closePop();
    return;
  }
  const { pop, popUrl } = button.dataset;
  if (pop) openPop(button, document.querySelector(pop).content.cloneNode(true));
  else openPop(button, ...(await fetchFragment(popUrl)));
}

export function wirePop() {
  document.addEventListener("click", onClick);
  box()?.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    opener.setAttribute("aria-expanded", "false");
    if (box().contains(document.activeElement) || document.activeElement === document.body) {
      opener.focus({ preventScroll: true });
    }
    opener = null;
  });
  window.addEventListener("resize", closePop);
}
