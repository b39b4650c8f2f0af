// Adding an item: mark text with the mouse or a finger, or give its place by keyboard.
import { offsetOf } from "./plans-places.js";

export function startMarking(reader, paper) {
  const bar = document.getElementById("markbar");
  if (!bar) return;
  let span = null;

  function onSelect() {
    const selection = getSelection();
    span = null;
    if (selection.rangeCount && !selection.isCollapsed && paper.doc.contains(selection.anchorNode)) {
      const range = selection.getRangeAt(0);
      const start = offsetOf(range.startContainer, range.startOffset);
      const end = offsetOf(range.endContainer, range.endOffset);
      if (start !== null && end !== null && start < end) span = { start, end, box: range.getBoundingClientRect() };
    }
    bar.hidden = !span;
    if (span) place(span.box);
  }

  function place(box) {
    const width = bar.offsetWidth;
    const left = Math.min(Math.max(box.left + box.width / 2 - width / 2, 8), innerWidth - width - 8);
    const above = box.top - bar.offsetHeight - 8;
    bar.style.left = `${left}px`;
    bar.style.top = `${above > 56 ? above : Math.min(box.bottom + 8, innerHeight - bar.offsetHeight - 8)}px`;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(onSelect, 150);
  });
  paper.scroller.addEventListener("scroll", () => (bar.hidden = true), { passive: true });
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-copy-span]");
    if (!button || !span) return;
    if (button.dataset.add) {
      const query = new URLSearchParams({ kind: button.dataset.add, start: span.start, end: span.end });
      htmx.ajax("GET", `${reader.dataset.add}?${query}`, { target: "#card", swap: "innerHTML" });
      paper.spot(span.start, span.end);
    } else {
      const url = new URL(reader.dataset.read, location.href);
      url.searchParams.set("span", `${span.start}-${span.end}`);
      navigator.clipboard?.writeText(url.href);
      button.textContent = button.dataset.done;
      paper.spot(span.start, span.end);
      return;
    }
    bar.hidden = true;
    getSelection().removeAllRanges();
  });
}
