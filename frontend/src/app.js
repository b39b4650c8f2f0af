// The shell of every page: htmx within the content policy, menus, source popovers, keys, notices.
import htmx from "htmx.org/dist/htmx.esm.js";

import { wireDialogs } from "./app-dialogs.js";
import { wireForms } from "./app-forms.js";
import { keysOff, wireKeys } from "./app-keys.js";
import { wireMenus } from "./app-menus.js";
import { announce, wireNotices } from "./app-notices.js";
import { closePop, openPop, wirePop } from "./app-pop.js";
import { wirePreferences } from "./app-preferences.js";

window.htmx = htmx;
window.silian = { announce, closePop, keysOff, openPop };

wireDialogs();
wireForms();
wireKeys();
wireMenus();
wireNotices();
wirePop();
wirePreferences();

// All deferred scripts have run when this event comes: a test may begin.
document.addEventListener("DOMContentLoaded", () => {
  document.body.dataset.ready = "true";
});
