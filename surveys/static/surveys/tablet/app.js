// The shared tablet's shell: finds the survey on the device, and lets pupils answer.

import { canWork, keepShell, keepStorage } from "./device.js";
import { IDLE_WORDS, watchIdle } from "./idle.js";
import { currentPack, forgetOldMarks, onChange } from "./keeping.js";
import { sendNow, startSending } from "./outbox.js";
import { today } from "./record.js";
import { show } from "./screens.js";
import { askCode, isAnswering, useSurvey } from "./session.js";
import { showStaff, showUnsent } from "./staff.js";

const { answers, worker, scope } = document.getElementById("tablet").dataset;

async function start() {
  if (!canWork()) {
    show("cannot");
    return;
  }
  keepShell(worker, scope).catch(() => {}); // without signal the one that is there goes on
  const pack = await currentPack();
  onChange(showUnsent);
  document.querySelector("#unsent button").addEventListener("click", () => sendNow());
  startSending(answers, showUnsent);
  if (!pack) {
    show("none");
    return;
  }
  await forgetOldMarks(today());
  const isSafe = await keepStorage();
  useSurvey(pack, sendNow);
  document.getElementById("invented").hidden = !pack.invented;
  const staff = document.getElementById("staff");
  staff.hidden = false;
  staff.addEventListener("click", () => isAnswering() || showStaff(pack, () => askCode(), isSafe));
  watchIdle(() => isAnswering() && askCode(IDLE_WORDS));
  askCode();
}

start().catch(() => show("cannot"));
