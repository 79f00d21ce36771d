// Sends what waits, when there is signal; forgets an answer only when the server says that it is kept.

import { countWaiting, forget, nextBatch, packsWithWaiting } from "./keeping.js";

const AT_ONCE = 20;
const FIRST_PAUSE = 5; // seconds, doubled after each failure
const LONGEST_PAUSE = 300;
const PATIENCE = 30_000; // milliseconds for one batch
const KEPT = new Set(["stored", "set_aside"]);

const UNKNOWN =
  "The server does not know this tablet. The answers stay here, sealed. Tell the co-ordinator, and keep this tablet as it is.";
const OVER =
  "The time for these answers is over. They stay here, sealed. Tell the co-ordinator.";
const REFUSED =
  "The server does not take some answers. They stay here, sealed. Tell the co-ordinator.";

// What the page shows: trouble that somebody must hear of, and whether the last try got through.
export const state = { trouble: "", failed: false, sending: false };

let address = "";
let timer = 0;
let pause = FIRST_PAUSE;
let tell = () => {};

export function startSending(where, whenChanged) {
  address = where;
  tell = whenChanged;
  window.addEventListener("online", () => sendNow());
  document.addEventListener("visibilitychange", () => document.hidden || sendNow());
  sendNow();
}

// Tries at once, whatever the pause was.
export function sendNow() {
  pause = FIRST_PAUSE;
  return attempt();
}

async function attempt() {
  clearTimeout(timer);
  if (state.sending) return;
  state.sending = true;
  tell();
  try {
    await oneAtATime(sendAll);
  } catch {
    state.failed = true;
  }
  state.sending = false;
  tell();
  if (await countWaiting()) {
    timer = setTimeout(attempt, pause * 1000 * (0.8 + 0.4 * Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

// Of two tabs one sends; without locks both may, which the server takes as once.
function oneAtATime(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("runway-tablet-sending", { ifAvailable: true }, (lock) => lock && work());
}

async function sendAll() {
  let trouble = "";
  let failed = false;
  for (const pack of await packsWithWaiting()) {
    const left = await sendOf(pack);
    trouble ||= left.trouble;
    failed ||= left.failed;
  }
  Object.assign(state, { trouble, failed });
}

async function sendOf(pack) {
  const refused = new Set();
  let most = AT_ONCE;
  for (;;) {
    const batch = await nextBatch(pack.tablet, most, refused);
    if (!batch.length) return { trouble: refused.size ? REFUSED : "", failed: false };
    const answer = await post(pack.token, batch);
    if (answer.status === 200) {
      const kept = batch.filter((one) => KEPT.has(answer.receipts[one.id])).map((one) => one.id);
      if (kept.length) await forget(kept);
      if (kept.length < batch.length) return { trouble: "", failed: true };
    } else if (answer.status === 401) {
      return { trouble: UNKNOWN, failed: true };
    } else if (answer.status === 410) {
      return { trouble: OVER, failed: true };
    } else if (answer.status < 400 || answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
      return { trouble: "", failed: true };
    } else if (batch.length > 1) {
      most = Math.ceil(batch.length / 2); // one that is refused must not keep the others here
    } else {
      refused.add(batch[0].id);
    }
  }
}

// Status 0 for no answer, or none of ours: a hotel's sign-in page also says 200.
async function post(token, batch) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Authorization": `Tablet ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(batch.map(({ id, sealed }) => ({ id, sealed }))),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status !== 200) return { status: response.status };
    const { receipts } = await response.json();
    return receipts ? { status: 200, receipts } : { status: 0 };
  } catch {
    return { status: 0 };
  }
}
