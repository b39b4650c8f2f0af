// Rows of a table in a form: one more from the blank in the page, one less at its button.

function next(list) {
  const tokens = [...list.children].map((row) => Number(row.dataset.row));
  return Math.max(-1, ...tokens) + 1;
}

/** A copy of the blank row whose names and ids carry its own number. */
function copyOf(blank, name, token) {
  const row = blank.content.firstElementChild.cloneNode(true);
  const plain = `${name}.NEW`;
  const dashed = `${name.replaceAll(".", "-")}-NEW`;
  row.dataset.row = token;
  for (const one of row.querySelectorAll("*")) {
    for (const { name: attribute, value } of [...one.attributes]) {
      if (value.includes(plain) || value.includes(dashed)) {
        one.setAttribute(
          attribute,
          value.replaceAll(plain, `${name}.${token}`).replaceAll(dashed, dashed.replace("NEW", token)),
        );
      }
    }
    if (one.matches('input[name$=".~"]')) one.value = token;
  }
  return row;
}

function add(button) {
  const table = button.closest("[data-rows]");
  const list = table.querySelector("[data-list]");
  if (table.dataset.most && list.children.length >= Number(table.dataset.most)) return;
  const row = copyOf(table.querySelector("[data-blank]"), table.dataset.rows, next(list));
  list.append(row);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function remove(button) {
  const row = button.closest("[data-row]");
  const near = row.nextElementSibling ?? row.previousElementSibling;
  const table = row.closest("[data-rows]");
  const { form } = button;
  row.remove();
  (near?.querySelector("[data-remove]") ?? table.querySelector("[data-add]")).focus();
  form.dispatchEvent(new Event("silian:changed"));
}

export function startRows() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add]")) add(button);
    else remove(button);
  });
}
