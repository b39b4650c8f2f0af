// Files come in: dropped or picked, one request each so that every file has its own progress
// and its own answer. The hidden key makes sending twice harmless; each file has its own.

const MEBIBYTE = 1048576;

function newKey(base, number) {
  // The form's key with its last two characters counted on: unique, and the same on a retry.
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const last = digits.indexOf(base.at(-1)) + 32 * digits.indexOf(base.at(-2)) + number;
  return base.slice(0, -2) + digits[(last >> 5) % 32] + digits[last % 32];
}

export function startUpload() {
  const form = document.getElementById("upload");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const list = document.getElementById("files");
  const template = document.getElementById("file-row");
  const words = template.dataset;
  let sent = 0;

  const fill = (text, values) => Object.entries(values).reduce((say, [name, value]) => say.replace(`[${name}]`, value), text);

  function add(file) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = file.name;
    row.querySelector(".name").title = file.name;
    list.prepend(row);
    list.closest("[hidden]")?.removeAttribute("hidden");
    const key = newKey(form.elements.key.value, sent);
    sent += 1;
    const limit = Number(form.dataset.limit);
    if (file.size > limit) return refuse(row, fill(words.tooLarge, { size: Math.ceil(file.size / MEBIBYTE), limit: Math.floor(limit / MEBIBYTE) }));
    if (file.size === 0) return refuse(row, words.empty);
    return send(row, file, key);
  }

  function refuse(row, text, again) {
    row.classList.add("bad");
    row.querySelector("progress")?.remove();
    row.querySelector(".say").textContent = text;
    const retry = row.querySelector("[data-retry]");
    retry.hidden = !again;
    if (again) retry.onclick = again;
  }

  function send(row, file, key) {
    row.classList.remove("bad");
    const request = new XMLHttpRequest();
    const say = row.querySelector(".say");
    const meter = row.querySelector("progress");
    const body = new FormData();
    body.append("key", key);
    if (form.elements.plan) body.append("plan", form.elements.plan.value);
    body.append("files", file, file.name);
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      meter.value = event.loaded / event.total;
      say.textContent = event.loaded < event.total ? fill(words.sending, { percent: `${Math.floor((100 * event.loaded) / event.total)} %` }) : words.storing;
    };
    const again = () => send(row, file, key);
    request.onerror = () => refuse(row, words.lost, again);
    request.onload = () => {
      if (request.status === 403) return refuse(row, words.stale);
      if (request.status === 507) return refuse(row, words.full, again);
      if (request.status >= 300 && request.status !== 422) return refuse(row, fill(words.failed, { status: request.status }), again);
      const box = document.createElement("template");
      box.innerHTML = request.responseText;
      const answer = box.content.querySelector("li");
      if (!answer) return refuse(row, fill(words.failed, { status: request.status }), again);
      row.replaceWith(answer);
      htmx.process(answer);
      return undefined;
    };
    say.textContent = fill(words.sending, { percent: "0 %" });
    request.send(body);
  }

  // When a file has been read, the list below takes it in.
  let waiting = 0;
  list.addEventListener("htmx:afterSettle", () => {
    const plans = document.getElementById("plans");
    if (!plans || list.querySelector("li[hx-trigger]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => htmx.ajax("GET", location.pathname + location.search, { target: "#plans", swap: "innerHTML" }), 400);
  });

  const take = (files) => [...files].slice(0, Number(form.dataset.most)).forEach(add);

  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const zone = form.closest("[data-drop]") ?? form;
  let depth = 0;
  const over = (on) => (form.dataset.over = String(on));
  zone.addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    over(true);
  });
  zone.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) over(false);
  });
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    over(false);
    take(event.dataTransfer.files);
  });
}
