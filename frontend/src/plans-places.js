// Places in the document: offsets count code points, the browser counts UTF-16 units.

const points = (text) => [...text].length;

// The block that knows where it begins in the document.
export const blockOf = (node) =>
  (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-start]");

// The offset in the document of a place in the page, or null outside the text.
export function offsetOf(node, within) {
  const block = blockOf(node);
  if (!block || block.dataset.text === undefined) return null;
  const range = document.createRange();
  range.selectNodeContents(block);
  range.setEnd(node, within);
  return Number(block.dataset.start) + points(range.toString());
}

// A range of the page over [start, end) of the document, or null where that text is not loaded.
export function rangeOf(root, start, end) {
  const from = placeIn(root, start, false);
  const to = placeIn(root, end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(from.node, from.at);
  range.setEnd(to.node, to.at);
  return range;
}

function placeIn(root, offset, isEnd) {
  for (const block of root.querySelectorAll("[data-text]")) {
    if (!block.offsetParent) continue;
    const start = Number(block.dataset.start);
    const end = Number(block.dataset.end);
    if (offset < start || offset > end || (!isEnd && offset === end)) continue;
    return nodeAt(block, offset - start);
  }
  return null;
}

function nodeAt(block, distance) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = distance;
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = points(node.data);
    if (left <= length) return { node, at: [...node.data].slice(0, left).join("").length };
    left -= length;
    last = node;
  }
  return last && { node: last, at: last.data.length };
}

// Lights up ranges without touching the text; older browsers go without.
export function light(name, ranges) {
  if (!globalThis.CSS?.highlights) return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}
