// Seals a finished answer to the server's key for this tablet; see surveys/sealing.py, which opens.

const VERSION = 1;
const CONTEXT = new TextEncoder().encode("runway tablet 1");
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const STEP = 512; // bytes: what is sealed comes in few lengths, so that its length tells little

export async function seal(publicKey, tablet, id, answers) {
  const theirPoint = fromBase64(publicKey);
  const theirs = await crypto.subtle.importKey("raw", theirPoint, CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const secret = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const key = await contentKey(secret, joined(CONTEXT, point, theirPoint));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(`${VERSION}|${tablet}|${id}`);
  const how = { name: "AES-GCM", iv: nonce, additionalData };
  const body = await crypto.subtle.encrypt(how, key, padded(answers));
  return toBase64(joined(Uint8Array.of(VERSION), point, nonce, new Uint8Array(body)));
}

async function contentKey(secret, info) {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

// JSON with spaces after it, which whoever reads JSON passes over.
function padded(answers) {
  const bytes = new TextEncoder().encode(JSON.stringify(answers));
  const whole = new Uint8Array(Math.ceil(bytes.length / STEP) * STEP).fill(0x20);
  whole.set(bytes);
  return whole;
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
