// The text in the middle: pages of it come as they are needed, a place can be gone to, the
// outline follows, and the address says what is looked at.
import { light, rangeOf } from "./plans-places.js";

const AHEAD = "900px";

export function startPaper(reader) {
  const scroller = reader.querySelector(".pl-paper");
  const doc = reader.querySelector(".pl-doc");
  const where = reader.querySelector("[data-where]");
  const outline = [...reader.querySelectorAll(".pl-outline a")];
  const phone = matchMedia("(max-width: 47.99rem)");

  const pageOf = (offset) =>
    [...doc.querySelectorAll(".pl-part")].find(
      (part) => Number(part.dataset.start) <= offset && offset < Number(part.dataset.end),
    );

  async function fetchPart(offset) {
    const answer = await fetch(`${reader.dataset.text}?start=${offset}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    return box.content.firstElementChild;
  }

  // A place to load from: what comes is put in its stead, and it moves on to the next page.
  async function extend(more) {
    if (more.dataset.busy) return;
    more.dataset.busy = "true";
    try {
      const part = await fetchPart(Number(more.dataset.more));
      const isBefore = more.dataset.side === "before";
      const anchor = isBefore ? doc.querySelector(".pl-part") : null;
      const top = anchor?.getBoundingClientRect().top;
      more[isBefore ? "after" : "before"](part);
      if (anchor) mover().scrollBy(0, anchor.getBoundingClientRect().top - top);
      const next = isBefore ? part.dataset.previous : part.dataset.next;
      if (next) more.dataset.more = next;
      else more.remove();
      dress(part);
    } catch {
      more.querySelector("[data-say]").textContent = more.dataset.failed;
    }
    delete more.dataset.busy;
  }

  const mover = () => (phone.matches ? globalThis : scroller);

  const watcher = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => keepLoading(entry.target)),
    { root: phone.matches ? null : scroller, rootMargin: AHEAD },
  );

  async function keepLoading(more) {
    await extend(more);
    if (!more.isConnected) return;
    watcher.unobserve(more);
    watcher.observe(more);
  }

  function watch() {
    doc.querySelectorAll("[data-more]").forEach((more) => watcher.observe(more));
  }

  // A new page of text takes on the choices that were made on the screen.
  function dress(part) {
    const flat = localStorage.getItem("plans.flat");
    if (flat) part.querySelectorAll(".pl-flat").forEach((box) => showFlat(box, flat));
    if (state.item) select(state.item, false);
    doc.dispatchEvent(new CustomEvent("plans:part", { bubbles: true }));
  }

  const state = { item: "", span: null };

  // Goes to [start, end): loads that page of text where it is not there yet.
  async function goTo(start, end, smooth = true) {
    if (!pageOf(start)) {
      const part = await fetchPart(start);
      doc.querySelectorAll(".pl-part, [data-more]").forEach((old) => old.remove());
      doc.append(sentinel("before", part.dataset.previous), part, sentinel("after", part.dataset.next));
      dress(part);
      watch();
    }
    const range = rangeOf(doc, start, Math.max(end, start + 1));
    if (!range) return null;
    const box = range.getBoundingClientRect();
    const frame = sight();
    const inView = box.top > frame.top + 12 && box.bottom < frame.top + frame.height - 40;
    if (!inView) {
      const by = box.top - frame.top - frame.height * 0.33;
      mover().scrollBy({ top: by, behavior: smooth && Math.abs(by) < 3000 ? "auto" : "instant" });
    }
    return range;
  }

  // The same page of text again, with what has changed in it.
  async function reload(offset) {
    const old = pageOf(offset);
    if (!old) return;
    const part = await fetchPart(Number(old.dataset.start));
    old.replaceWith(part);
    dress(part);
  }

  // Brings a place to the upper edge.
  async function toTop(offset) {
    const range = await goTo(offset, offset + 1, false);
    if (!range) return;
    mover().scrollBy({ top: range.getBoundingClientRect().top - sight().top - 12, behavior: "instant" });
  }

  // The part of the window in which text can be seen.
  function sight() {
    const top = reader.querySelector(".pl-top").getBoundingClientRect().bottom;
    const sheet = phone.matches ? reader.querySelector(".pl-items") : null;
    const bottom = sheet ? sheet.getBoundingClientRect().top : scroller.getBoundingClientRect().bottom;
    return { top, height: Math.max(bottom - top, 120) };
  }

  function sentinel(side, offset) {
    const template = reader.querySelector("template[data-sentinel]");
    const more = template.content.firstElementChild.cloneNode(true);
    if (offset === undefined || offset === "") return document.createComment("");
    more.dataset.side = side;
    more.dataset.more = offset;
    return more;
  }

  // Outlines an item wherever it is printed.
  function select(item, remember = true) {
    state.item = item;
    doc.querySelectorAll(".sl-hl.sel").forEach((mark) => mark.classList.remove("sel"));
    if (item) doc.querySelectorAll(`[data-item="${CSS.escape(item)}"]`).forEach((mark) => mark.classList.add("sel"));
    if (remember) address({ item, span: "" });
  }

  function spot(start, end) {
    const range = rangeOf(doc, start, end);
    light("pl-spot", range ? [range] : []);
    address({ span: `${start}-${end}` });
  }

  function address(changes) {
    const url = new URL(location.href);
    Object.entries(changes).forEach(([name, value]) => {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    });
    history.replaceState(history.state, "", url);
  }

  // The outline and the line above the text say where we are.
  const sections = outline.map((link) => ({ link, start: Number(link.dataset.start), end: Number(link.dataset.end) }));
  let current = null;

  function follow() {
    const top = sight().top + 16;
    const blocks = doc.querySelectorAll(".pl-part > [data-start]");
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].getBoundingClientRect().bottom < top) low = middle + 1;
      else high = middle;
    }
    const offset = Number(blocks[low]?.dataset.start ?? 0);
    remember(offset);
    const found = sections.filter((one) => one.start <= offset && offset < one.end).at(-1);
    if (found?.link === current) return;
    current?.removeAttribute("aria-current");
    current = found?.link ?? null;
    current?.setAttribute("aria-current", "true");
    const name = current?.firstElementChild.textContent ?? "";
    if (where) where.textContent = name || where.dataset.start;
    if (current && !phone.matches) keepInView(current);
  }

  // The place at the top of the window stands in the address, too: a link shows what was seen.
  let remembering = 0;
  function remember(offset) {
    clearTimeout(remembering);
    remembering = setTimeout(() => address({ at: offset ? String(offset) : "" }), 600);
  }

  function keepInView(link) {
    const box = link.closest(".pl-outline");
    const [a, b] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    if (a.top < b.top + 30 || a.bottom > b.bottom - 30) box.scrollTop += a.top - b.top - b.height / 2;
  }

  let asked = false;
  function onScroll() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  }
  scroller.addEventListener("scroll", onScroll, { passive: true });
  addEventListener("scroll", onScroll, { passive: true });

  outline.forEach((link) =>
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      reader.dataset.drawer = "off";
      await toTop(Number(link.dataset.start));
      address({ span: `${link.dataset.start}-${link.dataset.bodyStart}`, item: "" });
    }),
  );

  // Flattened tables: as printed, or as the table that was recognized.
  function showFlat(box, which) {
    box.dataset.view = which;
    box.querySelectorAll("[data-flat]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.flat === which)));
  }
  doc.addEventListener("click", (event) => {
    const button = event.target.closest("[data-flat]");
    if (!button) return;
    localStorage.setItem("plans.flat", button.dataset.flat);
    doc.querySelectorAll(".pl-flat").forEach((box) => showFlat(box, button.dataset.flat));
  });

  const names = reader.querySelector("button[data-names]");
  function showNames(on) {
    doc.dataset.names = on ? "on" : "off";
    names?.setAttribute("aria-pressed", String(on));
  }
  names?.addEventListener("click", () => {
    showNames(doc.dataset.names === "off");
    localStorage.setItem("plans.names", doc.dataset.names);
  });
  showNames(localStorage.getItem("plans.names") !== "off");

  reader.querySelectorAll("[data-outline-toggle]").forEach((button) =>
    button.addEventListener("click", () => {
      if (matchMedia("(max-width: 61.99rem)").matches) {
        reader.dataset.drawer = reader.dataset.drawer === "on" ? "off" : "on";
      } else {
        reader.dataset.outline = reader.dataset.outline === "off" ? "on" : "off";
        localStorage.setItem("plans.outline", reader.dataset.outline);
      }
    }),
  );
  if (localStorage.getItem("plans.outline") === "off") reader.dataset.outline = "off";
  const flat = localStorage.getItem("plans.flat");
  if (flat) doc.querySelectorAll(".pl-flat").forEach((box) => showFlat(box, flat));

  const kept = reader.dataset.item;
  if (kept) select(kept, false);
  const [start, end] = (reader.dataset.goto || "").split("-").map(Number);
  if (end) goTo(start, end, false);
  else if (reader.dataset.at) toTop(Number(reader.dataset.at));
  watch();
  follow();
  return { doc, scroller, goTo, reload, select, spot, state, reader };
}
