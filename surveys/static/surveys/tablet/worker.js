// Keeps the public shell for a tablet without signal; nothing else is ever kept. KEPT stands above.

const CACHE = `runway-tablet-${KEPT.version}`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const isOurs = mode === "navigate" ? pathname === KEPT.shell : KEPT.files.includes(pathname);
  if (isOurs) event.respondWith(kept(pathname, event.request));
});

// A new version never takes the place of the one under which answers wait: it is not installed.
async function install() {
  await refuseWhileAnswersWait();
  const cache = await caches.open(CACHE);
  await Promise.all([KEPT.shell, ...KEPT.files].map((url) => fetchInto(cache, url)));
  await refuseWhileAnswersWait();
  await self.skipWaiting(); // so that none is left waiting to take over at a worse moment
}

async function refuseWhileAnswersWait() {
  if (self.registration.active && (await waiting())) {
    await caches.delete(CACHE);
    throw new Error("Answers wait to be sent: the shell stays as it is.");
  }
}

// Without cookies: what a signed-in person would be shown must not get in.
async function fetchInto(cache, url) {
  const found = await fetch(url, { cache: "reload", credentials: "omit" });
  if (!found.ok || found.redirected) throw new Error(`Not to be had: ${url}`);
  await cache.put(url, found);
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("runway-tablet-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function kept(pathname, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname, { ignoreVary: true })) ?? fetch(request);
}

// How many answers wait; where there is no such database yet, none is made.
function waiting() {
  return new Promise((tell) => {
    const asked = indexedDB.open("runway-tablet");
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = () => tell(0);
    asked.onsuccess = () => {
      const db = asked.result;
      const count = db.transaction("outbox").objectStore("outbox").count();
      count.onsuccess = () => (db.close(), tell(count.result));
      count.onerror = () => (db.close(), tell(1)); // not known: then rather stay
    };
  });
}
