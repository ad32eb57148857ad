// What lies on the phone is sealed twice: under a key that the PIN opens, for
// reading it here, and to the office's public key, for bringing it there. A PIN
// that was forgotten or a phone that broke loses nothing that was finished.
const subtle = globalThis.crypto && crypto.subtle;
const text = new TextEncoder();
const ROUNDS = 310000; // PBKDF2-SHA-256; about half a second on a cheap phone
const MARK = text.encode("SN1");
const INFO = text.encode("songnuan/phone/1");

export function random(n) { return crypto.getRandomValues(new Uint8Array(n)); }

// uuid is a UUIDv7: it sorts by the time it was made.
export function uuid() {
  const b = random(16);
  let ms = Date.now();
  for (let i = 5; i >= 0; i--) { b[i] = ms % 256; ms = Math.floor(ms / 256); }
  b[6] = (b[6] & 0x0f) | 0x70;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = hex(b);
  return h.slice(0, 8) + "-" + h.slice(8, 12) + "-" + h.slice(12, 16) + "-" + h.slice(16, 20) + "-" + h.slice(20);
}

export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
}

export async function digest(bytes) { return hex(await subtle.digest("SHA-256", bytes)); }

export function base64(bytes) {
  const b = new Uint8Array(bytes);
  let s = "";
  for (let i = 0; i < b.length; i += 0x8000) s += String.fromCharCode.apply(null, b.subarray(i, i + 0x8000));
  return btoa(s);
}

export function unbase64(s) { return Uint8Array.from(atob(s), (c) => c.charCodeAt(0)); }

async function fromPin(pin, salt, rounds) {
  const material = await subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function asKey(raw) { return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]); }

// newVault makes a data key and wraps it under a PIN; raw is given to wrap the same
// key under another PIN.
export async function newVault(pin, raw) {
  raw = raw || random(32);
  const salt = random(16), iv = random(12);
  const kek = await fromPin(pin, salt, ROUNDS);
  const wrapped = await subtle.encrypt({ name: "AES-GCM", iv }, kek, raw);
  return { record: { salt, iv, wrapped: new Uint8Array(wrapped), rounds: ROUNDS, fails: 0, until: 0 }, key: await asKey(raw) };
}

// openVault gives the data key, null for a wrong PIN.
export async function openVault(record, pin, wantRaw) {
  const kek = await fromPin(pin, record.salt, record.rounds);
  try {
    const raw = new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: record.iv }, kek, record.wrapped));
    return wantRaw ? raw : await asKey(raw);
  } catch (e) {
    return null;
  }
}

// slowed is how long to wait after so many wrong PINs, in milliseconds.
export function slowed(fails) {
  return fails < 4 ? 0 : Math.min(15 * 60e3, 5e3 * Math.pow(2, fails - 4));
}

export async function seal(key, bytes) {
  const iv = random(12);
  return { iv, box: new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)) };
}

export async function open(key, sealed) {
  return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.box));
}

export async function sealJSON(key, value) { return seal(key, text.encode(JSON.stringify(value))); }
export async function openJSON(key, sealed) { return JSON.parse(new TextDecoder().decode(await open(key, sealed))); }

// sealTo seals bytes to the office's public point, see internal/offline/seal.go.
export async function sealTo(point, bytes, purpose) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const to = await subtle.importKey("raw", point, curve, false, []);
  const once = await subtle.generateKey(curve, false, ["deriveBits"]);
  const mine = new Uint8Array(await subtle.exportKey("raw", once.publicKey));
  const secret = await subtle.deriveBits({ name: "ECDH", public: to }, once.privateKey, 256);
  const material = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: joined(mine, point), info: INFO }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const head = joined(MARK, new Uint8Array(await subtle.digest("SHA-256", point)).subarray(0, 8), mine);
  const iv = random(12);
  const box = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: joined(head, text.encode(purpose)) }, key, bytes);
  return joined(head, iv, new Uint8Array(box));
}

export function utf8(s) { return text.encode(s); }

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { all.set(p, at); at += p.length; }
  return all;
}
