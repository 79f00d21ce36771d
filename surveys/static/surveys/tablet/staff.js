// For whoever looks after the tablet: what waits, sending it, saving it as a file, closing.

import { saveFile } from "./device.js";
import { allWaiting, countWaiting, forgetAll } from "./keeping.js";
import { sendNow, state } from "./outbox.js";
import { today } from "./record.js";
import { head, show, showProblem } from "./screens.js";

const many = (count) => `${count} ${count === 1 ? "answer waits" : "answers wait"} to be sent`;

// The line at the foot of every screen.
export async function showUnsent() {
  const count = await countWaiting();
  const bar = document.getElementById("unsent");
  bar.hidden = false;
  bar.classList.toggle("waits", count > 0);
  bar.querySelector("[data-count]").textContent = count ? `${many(count)}.` : "No answer waits to be sent.";
  bar.querySelector("[data-how]").textContent = count ? how() : "";
  bar.querySelector("button").hidden = !count || state.sending;
}

function how() {
  if (state.sending) return "Sending …";
  if (state.trouble) return state.trouble;
  return state.failed ? "There is no signal. They are sent by themselves once there is." : "";
}

export function showStaff(pack, back, isSafe) {
  head(pack.heading);
  show("staff", (parts) => {
    parts.place.textContent = pack.place;
    parts.opened.textContent = `Opened on ${pack.opened}. Pupils can answer until ${pack.closesInWords}.`;
    parts.safe.hidden = isSafe;
    parts.back.addEventListener("click", back);
    parts.send.addEventListener("click", () => sendNow());
    parts.save.addEventListener("click", async () => saveFile(await allWaiting(), today()));
    parts.close.addEventListener("click", () => askClose(pack, back, isSafe));
  });
}

async function askClose(pack, back, isSafe) {
  const count = await countWaiting();
  if (count) {
    showProblem(`${many(count)}. Close this tablet when they are sent, or it would lose them.`);
    return;
  }
  show("close", (parts) => {
    parts.back.addEventListener("click", () => showStaff(pack, back, isSafe));
    parts.close.addEventListener("click", () => close(pack));
  });
}

async function close(pack) {
  const { close: address } = document.getElementById("tablet").dataset;
  const headers = { Authorization: `Tablet ${pack.token}` };
  try {
    const said = await fetch(address, { method: "POST", headers, credentials: "omit" });
    if (said.status >= 500) throw new Error("The server cannot note it now.");
  } catch {
    showProblem("There is no signal. Close this tablet when there is.");
    return;
  }
  if (await forgetAll()) {
    head("Shared tablet");
    document.getElementById("staff").hidden = true;
    show("none");
  } else {
    showProblem("Answers wait to be sent. Close this tablet when they are sent.");
  }
}
