// Keeps on the device what must outlive a reload: the survey, sealed answers, marks of used codes.

import { openDB } from "../../vendor/idb/index.js";

const STRICT = { durability: "strict" }; // committed means: on the disk, also if power goes now
const said = new BroadcastChannel("runway-tablet");
let opened;

const database = () =>
  (opened ??= openDB("runway-tablet", 1, {
    upgrade(db) {
      db.createObjectStore("packs", { keyPath: "tablet" });
      db.createObjectStore("outbox", { keyPath: "id" }).createIndex("tablet", "tablet");
      db.createObjectStore("used", { keyPath: "digest" });
      db.createObjectStore("settings");
    },
  }));

// Calls back when this or another tab has changed what waits.
export function onChange(tell) {
  said.addEventListener("message", tell);
  document.addEventListener("runway-changed", tell);
}

function changed() {
  said.postMessage("changed");
  document.dispatchEvent(new Event("runway-changed"));
}

export async function savePack(pack) {
  const db = await database();
  const old = await db.get("settings", "marking");
  const marking = old ?? (await newMarkingKey());
  const tx = db.transaction(["packs", "settings"], "readwrite", STRICT);
  tx.objectStore("packs").put(pack);
  tx.objectStore("settings").put(pack.tablet, "current");
  tx.objectStore("settings").put(marking, "marking");
  await tx.done;
  changed();
}

export async function currentPack() {
  const db = await database();
  const current = await db.get("settings", "current");
  return current === undefined ? null : ((await db.get("packs", current)) ?? null);
}

// Keeps a sealed answer and marks its code, both or neither; resolves once that is committed.
export async function keepSealed(answer, mark) {
  const db = await database();
  const tx = db.transaction(["outbox", "used"], "readwrite", STRICT);
  tx.objectStore("outbox").add(answer);
  tx.objectStore("used").put(mark);
  await tx.done;
  changed();
}

export const countWaiting = async () => (await database()).count("outbox");

export const allWaiting = async () => (await database()).getAll("outbox");

// Whose answers wait: the tablet may have been opened for another survey since.
export async function packsWithWaiting() {
  const db = await database();
  const found = [];
  for (const pack of await db.getAll("packs")) {
    if (await db.countFromIndex("outbox", "tablet", pack.tablet)) found.push(pack);
  }
  return found;
}

// Up to so many sealed answers of one tablet, without those that were just refused.
export async function nextBatch(tablet, most, without) {
  const all = await (await database()).getAllFromIndex("outbox", "tablet", tablet);
  return all.filter((one) => !without.has(one.id)).slice(0, most);
}

// Only for identifiers that the server has said it keeps.
export async function forget(ids) {
  const db = await database();
  const tx = db.transaction("outbox", "readwrite", STRICT);
  for (const id of ids) tx.store.delete(id);
  await tx.done;
  changed();
}

// Forgets the survey, if nothing waits; asked in the same transaction, so no answer slips between.
export async function forgetAll() {
  const db = await database();
  const tx = db.transaction(["packs", "outbox", "used", "settings"], "readwrite", STRICT);
  const waiting = await tx.objectStore("outbox").count();
  if (!waiting) {
    for (const name of ["packs", "used", "settings"]) tx.objectStore(name).clear();
  }
  await tx.done;
  changed();
  return waiting === 0;
}

// --- marks of used codes: keyed with a key that this browser does not give away -------------------

const newMarkingKey = () =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

export async function markOf(code, tablet, on) {
  const key = await (await database()).get("settings", "marking");
  const text = new TextEncoder().encode(`${tablet}|${code}`);
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  return { digest: Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join(""), on };
}

export async function wasUsed(mark) {
  return (await (await database()).get("used", mark.digest))?.on === mark.on;
}

export async function forgetOldMarks(today) {
  const db = await database();
  const tx = db.transaction("used", "readwrite");
  for (const mark of await tx.store.getAll()) if (mark.on !== today) tx.store.delete(mark.digest);
  await tx.done;
}
