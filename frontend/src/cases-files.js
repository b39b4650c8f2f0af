// A chosen file goes to the server at once; what stands in the form is its name.

function tokenOf() {
  return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
}

async function send(input) {
  const { form } = input;
  const place = input.closest("[data-field]").querySelector("[data-files]");
  const body = new FormData();
  body.set("field", input.dataset.fileField);
  body.set("name", input.dataset.name);
  for (const file of input.files) body.append("file", file);
  input.classList.add("cs-upload-waits");
  input.disabled = true;
  try {
    const headers = { "HX-Request": "true", "X-CSRFToken": tokenOf() };
    const answer = await fetch(form.dataset.upload, { method: "POST", body, headers });
    place.innerHTML = await answer.text();
    if (answer.ok) {
      input.value = "";
      form.dispatchEvent(new Event("silian:changed"));
    }
  } catch {
    place.textContent = form.dataset.offline ?? "";
  } finally {
    input.classList.remove("cs-upload-waits");
    input.disabled = false;
  }
}

export function startFiles() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-file-field]") && event.target.files.length) {
      if (event.target.form.dataset.upload) send(event.target);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-file]");
    if (!button) return;
    const { form } = button;
    button.closest(".cs-kept").remove();
    form.dispatchEvent(new Event("silian:changed"));
  });
}
