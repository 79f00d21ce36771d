// Clears what somebody left unfinished, after some minutes without a touch or a key.

const MINUTES = 4;
export const IDLE_WORDS = `Nobody answered for ${MINUTES} minutes, so the unfinished answers are cleared.`;

let last = Date.now();

export function watchIdle(clear) {
  const touched = () => {
    last = Date.now();
  };
  // A tablet that slept runs no timers: so also when it wakes, before anything is drawn on it.
  const look = () => {
    if (Date.now() - last < MINUTES * 60_000) return;
    touched();
    clear();
  };
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => (look(), touched()), { capture: true });
  }
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  setInterval(look, 5000);
}
