// Entry of the pages of 办事: forms that keep what is typed, rows that come and go, files.
import { startAutosave } from "./cases-autosave.js";
import { startFiles } from "./cases-files.js";
import { startRows } from "./cases-rows.js";

function openNamedStep() {
  const id = window.location.hash.slice(1);
  const step = id.startsWith("step-") ? document.getElementById(id) : null;
  if (step) step.open = true;
}

// One step is open at a time: two half-filled forms confuse.
function closeOthers(event) {
  const step = event.target;
  if (!(step instanceof HTMLDetailsElement) || !step.matches(".cs-step") || !step.open) return;
  for (const other of document.querySelectorAll("details.cs-step[open]")) {
    if (other !== step && other.parentElement === step.parentElement) other.open = false;
  }
}

function start() {
  document.documentElement.classList.add("js");
  startRows();
  startFiles();
  startAutosave();
  openNamedStep();
  document.addEventListener("toggle", closeOthers, true);
  document.body.dataset.cases = "ready";
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
