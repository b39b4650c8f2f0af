// What is typed is kept every ten seconds and when a field is left; the server says which fields
// come or go, how an amount is read, and what is wrong with what was typed.

const EVERY = 10_000;

/** Fields that are not asked now are taken out of the page and of what is sent. */
export function setOff(form, ids) {
  const off = new Set(ids);
  for (const field of form.querySelectorAll("[data-field]")) {
    const isOff = off.has(field.dataset.field);
    field.toggleAttribute("data-off", isOff);
    for (const input of field.querySelectorAll("input, select, textarea")) {
      if (!input.closest("template")) input.disabled = isOff || input.closest("[data-off]") !== null;
    }
  }
}

function showEchoes(form, echoes) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const echo = field.querySelector(":scope > [data-echo]");
    if (echo) echo.textContent = echoes[field.dataset.field] ?? "";
  }
}

/** Faults of form show beside fields that were left; a field that is typed in stays quiet. */
function showFaults(form, faults) {
  for (const field of form.querySelectorAll("[data-field]")) {
    const id = field.dataset.field;
    const err = field.querySelector(":scope > [data-err]");
    if (!err || field.contains(document.activeElement)) continue;
    err.hidden = !faults[id];
    err.querySelector("span").textContent = faults[id] ?? "";
    const input = document.getElementById(id);
    if (input?.matches("input, select, textarea")) {
      if (faults[id]) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.said = document.querySelector("[data-saved]");
    this.isDirty = false;
    this.isStopped = false;
    this.going = Promise.resolve();
  }

  start() {
    this.form.addEventListener("input", () => {
      this.isDirty = true;
    });
    this.form.addEventListener("silian:changed", () => {
      this.isDirty = true;
      this.save();
    });
    this.form.addEventListener("change", (event) => {
      if (event.target.type === "file") return;
      this.isDirty = true;
      if (event.target.closest("[data-steers]")) this.save();
    });
    this.form.addEventListener("focusout", () => this.save());
    this.form.addEventListener("submit", () => {
      this.isStopped = true;
    });
    window.setInterval(() => this.save(), EVERY);
    document.addEventListener("visibilitychange", () => this.save());
  }

  save() {
    if (!this.isDirty || this.isStopped) return;
    this.isDirty = false;
    this.going = this.going.then(() => this.send());
  }

  async send() {
    if (this.isStopped) return;
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(this.url, { method: "POST", body, headers: { "HX-Request": "true" } });
      this.show(answer, await answer.json());
    } catch {
      this.isDirty = true;
      if (this.said) this.said.textContent = this.form.dataset.offline;
    }
  }

  show(answer, state) {
    if (this.said) this.said.textContent = state.said ?? this.form.dataset.offline;
    if (answer.status === 409) this.isStopped = true;
    if (!answer.ok) return;
    this.form.elements.revision.value = state.revision;
    setOff(this.form, state.off);
    showEchoes(this.form, state.echoes);
    showFaults(this.form, state.faults);
  }
}

export function startAutosave() {
  for (const form of document.querySelectorAll("form")) {
    const off = [...form.querySelectorAll("[data-off]")].map((one) => one.dataset.field);
    if (off.length) setOff(form, off);
  }
  for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form).start();
}
