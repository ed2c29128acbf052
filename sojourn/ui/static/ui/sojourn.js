// Small helps on every page. Without them every page works the same.
import { toggleTheme } from "./toggle.js";
import { showOwnZone } from "./zone.js";
import { countDown } from "./countdown.js";
import { focusErrors } from "./errors.js";
import { keepText } from "./keep.js";
import { autosave } from "./autosave.js";
import { forgetPages } from "./offline.js";
import { queues } from "./queue.js";
import { rankings } from "./ranking.js";
import { askWhenNeeded } from "./asked.js";
import { lookAtFiles, countWords } from "./fields.js";

toggleTheme();
showOwnZone();
countDown();
focusErrors();
autosave();
queues();
forgetPages();
rankings();
keepText();
askWhenNeeded();
lookAtFiles();
countWords();
