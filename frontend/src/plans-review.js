// Items beside the text: a click on either side finds the other; one key for each step.
import { blockOf, light, rangeOf } from "./plans-places.js";

export function startReview(reader, paper) {
  const items = reader.querySelector(".pl-items");
  const card = document.getElementById("card");
  const phone = matchMedia("(max-width: 47.99rem)");

  const rows = () => [...items.querySelectorAll(".pl-queue a.pl-row")];
  const rowOf = (item) => items.querySelector(`.pl-queue a.pl-row[data-item="${CSS.escape(item)}"]`);

  async function open(item, { move = true } = {}) {
    if (!item) return;
    paper.select(item);
    rows().forEach((row) => row.removeAttribute("aria-current"));
    const row = rowOf(item);
    row?.setAttribute("aria-current", "true");
    row?.scrollIntoView({ block: "nearest" });
    card.setAttribute("aria-busy", "true");
    await htmx.ajax("GET", `${reader.dataset.items}${item}/`, { target: "#card", swap: "innerHTML" });
    card.removeAttribute("aria-busy");
    const now = card.querySelector("[data-item]");
    if (now && move) {
      await paper.goTo(Number(now.dataset.start), Number(now.dataset.end));
      paper.select(item);
    }
    if (phone.matches && items.dataset.open === "peek") items.dataset.open = "card";
    lift();
  }

  // The phone's text must be able to scroll out from under the sheet.
  function lift() {
    if (phone.matches) document.body.style.setProperty("--pl-sheet", `${items.offsetHeight}px`);
  }

  // The next row that waits for a decision, in the order on the screen, round to the first one.
  function nextOpen(item) {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.item === item);
    const onward = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
    return onward.find((row) => row.dataset.state === "open")?.dataset.item ?? "";
  }

  const currentCard = () => card.querySelector("[data-item]");

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.dataset.item === paper.state.item);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) open(next.dataset.item);
  }

  function nextDoubt() {
    const doubts = rows().filter((row) => row.classList.contains("doubt"));
    const at = doubts.findIndex((row) => row.dataset.item === paper.state.item);
    const next = currentCard()?.dataset.nextDoubt || doubts[(at + 1) % Math.max(doubts.length, 1)]?.dataset.item;
    if (next) open(next);
  }

  reader.addEventListener("click", (event) => {
    const row = event.target.closest(".pl-queue a.pl-row, a[data-open-item]");
    if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(row.dataset.item ?? row.dataset.openItem);
      if (phone.matches) items.dataset.open = "card";
      return;
    }
    if (event.target.closest("[data-cancel-add]")) open(paper.state.item || rows()[0]?.dataset.item, { move: false });
    const doubt = event.target.closest("[data-next-doubt-button]");
    if (doubt) nextDoubt();
    const place = event.target.closest("[data-goto]");
    if (place && place !== reader) {
      event.preventDefault();
      const [start, end] = place.dataset.goto.split("-").map(Number);
      paper.goTo(start, end).then(() => paper.spot(start, end));
    }
  });

  paper.doc.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const mark = event.target.closest(".sl-hl");
    if (mark) open(mark.dataset.item, { move: false });
  });

  // Answers of the server: what was decided, and where the review stands.
  document.body.addEventListener("plans:decided", async (event) => {
    card.setAttribute("aria-busy", "true");
    const { item, state, stay, start, isNew } = event.detail;
    const next = stay ? "" : nextOpen(item);
    const marks = paper.doc.querySelectorAll(`[data-item="${CSS.escape(item)}"]`);
    const before = marks[0]?.dataset.state ?? (state === "open" ? "confirmed" : "open");
    marks.forEach((mark) => (mark.dataset.state = state));
    if (isNew) await paper.reload(start);
    else count(start, Number(state !== "open") - Number(before !== "open"));
    if (next || stay) await open(next || item, { move: Boolean(next) });
    else await goOn(item);
  });
  // The rows on the screen are done: fetch those that come next.
  async function goOn(item) {
    const tab = items.querySelector(".pl-kinds [aria-pressed=true]")?.dataset.tab ?? "all";
    await htmx.ajax("GET", `${reader.dataset.queue}?tab=${tab}`, { target: "#queue", swap: "innerHTML" });
    const next = nextOpen("");
    if (!next) window.silian.announce(reader.dataset.end);
    await open(next || item, { move: Boolean(next) });
  }
  document.body.addEventListener("plans:changed", () => location.reload());

  function count(start, delta) {
    const links = [...reader.querySelectorAll(".pl-outline a")];
    let link = links.filter((one) => Number(one.dataset.start) <= start && start < Number(one.dataset.end)).at(-1);
    while (link) {
      const reviewed = link.querySelector("[data-reviewed]");
      if (reviewed) reviewed.textContent = String(Number(reviewed.textContent) + delta);
      const { parent } = link.dataset;
      link = parent ? links.find((one) => one.dataset.key === parent) : null;
    }
  }

  // A conflict and an invalid form come with their own fragment: show it.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status) && event.detail.xhr.getResponseHeader("X-Fragment")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== card) return;
    const wanted = ["[data-focus]", "[aria-invalid=true]"];
    // On a phone the keyboard would cover the source.
    if (!phone.matches) wanted.push("form.pl-form [name=value]", "form.pl-form input:not([type=hidden])");
    wanted.map((one) => card.querySelector(one)).find(Boolean)?.focus();
    if (phone.matches) items.dataset.open = card.querySelector("form.pl-form, .pl-both") ? "full" : "card";
    lift();
  });
  const press = (key) => {
    const button = card.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`#said [data-key="${key}"]`);
    if (!button || button.disabled) return false;
    button.click();
    return true;
  };

  const moves = { j: () => step(1), k: () => step(-1), n: nextDoubt };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) return close(event);
    if (window.silian.keysOff(event)) return;
    const key = event.key.toLowerCase();
    if (key === "/" && document.getElementById("find")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      document.getElementById("find").focus();
    } else if (key === "enter" && event.target === document.body && paper.state.item) {
      open(paper.state.item);
    } else if (moves[key]) {
      event.preventDefault();
      moves[key]();
    } else if ("aexu0123456789".includes(key) && press(key)) event.preventDefault();
  }, true);

  function close(event) {
    const cancel = card.querySelector("[data-cancel]");
    const found = document.getElementById("found");
    if (cancel) {
      event.preventDefault();
      if (cancel.hasAttribute("data-cancel-add")) open(paper.state.item || rows()[0]?.dataset.item, { move: false });
      else cancel.click();
    } else if (found?.childElementCount) {
      found.replaceChildren();
      light("pl-found", []);
      paper.scroller.focus();
    } else if (reader.dataset.drawer === "on") reader.dataset.drawer = "off";
  }

  // Find in this plan: what is on the screen lights up, too.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "found") lightFound();
  });
  paper.doc.addEventListener("plans:part", lightFound);
  function lightFound() {
    const hits = [...document.querySelectorAll("#found a[data-goto]")].map((hit) => hit.dataset.goto.split("-").map(Number));
    document.querySelectorAll("#found a[data-excerpt]").forEach(fillExcerpt);
    light("pl-found", hits.map(([start, end]) => rangeOf(paper.doc, start, end)).filter(Boolean));
  }
  // The words around a further place, where that text is on the screen already.
  function fillExcerpt(link) {
    const [start, end] = link.dataset.goto.split("-").map(Number);
    const range = rangeOf(paper.doc, start, end);
    if (!range) return;
    const [before, after] = [range.cloneRange(), range.cloneRange()];
    const block = blockOf(range.startContainer);
    before.setStart(block, 0);
    before.setEnd(range.startContainer, range.startOffset);
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(block, block.childNodes.length);
    const mark = document.createElement("mark");
    mark.textContent = range.toString();
    link.firstElementChild.replaceChildren(before.toString().slice(-16), mark, after.toString().slice(0, 24));
    delete link.dataset.excerpt;
  }
  document.getElementById("find")?.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    const hits = [...document.querySelectorAll("#found a[data-goto]")];
    const at = hits.findIndex((hit) => hit.hasAttribute("aria-current"));
    const next = hits[(at + (event.shiftKey ? hits.length - 1 : 1)) % Math.max(hits.length, 1)];
    if (!next) return;
    event.preventDefault();
    hits.forEach((hit) => hit.removeAttribute("aria-current"));
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
    next.click();
  });

  // Kinds: the queue's tab also dims the other kinds in the text.
  items.addEventListener("click", (event) => {
    const chip = event.target.closest(".pl-kinds [data-tab]");
    if (!chip) return;
    paper.doc.dataset.only = { target: "target", baseline: "baseline", task: "task", doubt: "flag" }[chip.dataset.tab] ?? "";
  });

  items.querySelector(".pl-grip")?.addEventListener("click", () => {
    items.dataset.open = { peek: "card", card: "full", full: "peek" }[items.dataset.open] ?? "card";
    lift();
  });
  lift();
  addEventListener("resize", lift);
}
