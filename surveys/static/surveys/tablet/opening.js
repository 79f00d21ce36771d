// Puts an opened survey onto this device, with all it needs without signal, and goes to the shell.

import { canWork, keepShell, keepStorage } from "./device.js";
import { savePack } from "./keeping.js";

const block = document.getElementById("pack");
const { worker, scope } = document.getElementById("opening").dataset;

async function open() {
  if (!canWork()) throw new Error("This browser cannot keep answers.");
  await savePack(JSON.parse(block.textContent));
  block.remove();
  await keepStorage();
  await keepShell(worker, scope);
  location.replace(scope);
}

open().catch(() => {
  document.getElementById("under-way").hidden = true;
  const trouble = document.getElementById("trouble");
  trouble.hidden = false;
  trouble.focus();
});
