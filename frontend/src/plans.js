// Entry of the plan pages: each part looks for its own element and does nothing without it.
import { startForms } from "./plans-forms.js";
import { startPaper } from "./plans-paper.js";
import { startReview } from "./plans-review.js";
import { startMarking } from "./plans-marking.js";
import { startUpload } from "./plans-upload.js";

function start() {
  document.documentElement.classList.add("js");
  startForms();
  startUpload();
  const reader = document.getElementById("reader");
  if (reader) {
    const paper = startPaper(reader);
    startReview(reader, paper);
    startMarking(reader, paper);
  }
  document.body.dataset.plans = "ready";
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
