// Comfort of forms. The server checks everything again.

/** Focus goes to the summary of errors, on a full page as after a swap. */
function focusSummary(root) {
  root.querySelector?.("[data-error-summary]")?.focus();
}

/** While a form is on its way its button says so and cannot be pressed again. */
function markBusy(form, submitter) {
  const button = submitter ?? form.querySelector("button[type=submit], button:not([type])");
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  form.dataset.busy = "true";
  window.setTimeout(() => release(form, button), 10_000);
}

function release(form, button) {
  button.removeAttribute("aria-disabled");
  delete form.dataset.busy;
}

function showPassword(button) {
  const field = document.getElementById(button.dataset.show);
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
}

/** [data-fill='{"name":"value"}'] puts values into the form that it names (demo log-ins). */
function fill(button) {
  const form = document.querySelector(button.dataset.into);
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
    form.elements[name].value = value;
  }
  form.querySelector("[type=submit]").focus();
}

export function wireForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("hx-post") || form.method.toLowerCase() === "get") return;
    if (form.dataset.busy) event.preventDefault();
    else markBusy(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const show = event.target.closest("[data-show]");
    if (show) showPassword(show);
    const filler = event.target.closest("[data-fill]");
    if (filler) fill(filler);
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-copy]")) copy(event.target.closest("[data-copy]"));
  });
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  // A page that comes back from the browser's own memory is not on its way any more.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-busy]")) {
      for (const button of form.querySelectorAll("[aria-disabled]")) release(form, button);
    }
  });
  focusSummary(document);
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  window.silian.announce(button.dataset.copied ?? button.textContent);
}
