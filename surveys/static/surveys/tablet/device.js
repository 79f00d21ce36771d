// What the device itself is asked: to keep the shell without signal, and not to throw storage away.

export const canWork = () =>
  window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && !!crypto.subtle;

// Resolves once the worker has the whole shell, so that the tablet works without signal.
export async function keepShell(worker, scope) {
  const held = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
  const coming = held.installing ?? held.waiting;
  if (held.active || !coming) return;
  await new Promise((done, failed) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") done();
      if (coming.state === "redundant") failed(new Error("The worker was not installed."));
    });
  });
}

export async function keepStorage() {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

// Sealed answers as a file, without the token: whoever finds it can neither read nor hand in.
export function saveFile(answers, on) {
  const told = answers.map(({ id, tablet, sealed }) => ({ id, tablet, sealed }));
  const text = JSON.stringify({ runway: "sealed answers", answers: told });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `sealed-answers-${on}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
