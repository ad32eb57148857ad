// One visit: from its draft to the envelope that goes to the office. Every change is
// on the disk before the page says so.
import * as disk from "./disk.js";
import * as vault from "./vault.js";
import * as outbox from "./outbox.js";
import * as form from "./form.js";
import { move } from "./sync.js";

// begin makes a draft of a visit to a household upon a form.
export async function begin(key, file, task, visitor) {
  const draft = { household: file.household, number: file.number, head: file.head, village: file.village, version: file.version, campaign: task.campaign, duty: task.duty, act: task.act,
    form: task.digest, answers: {}, noted: {}, reason: "", visitors: [visitor], place: null, begun: new Date().toISOString(), step: 0 };
  const id = vault.uuid();
  await disk.put("entries", { id, state: outbox.FIRST, household: file.household, made: Date.now(), saved: Date.now(), edition: 1, photos: [], tries: 0, missing: 0, box: await vault.sealJSON(key, draft) });
  return id;
}

export async function read(key, id) {
  const entry = await disk.get("entries", id);
  return entry && { entry, draft: await vault.openJSON(key, entry.box) };
}

// save writes a draft.
export async function save(key, id, draft, definition) {
  const box = await vault.sealJSON(key, draft);
  return move(id, "save", (e) => { e.box = box; e.saved = Date.now(); e.missing = form.missing(definition, draft.answers); });
}

// addPhoto keeps a photo, sealed to the PIN's key and to the office.
export async function addPhoto(key, id, question, bytes, type) {
  const office = await disk.get("meta", "key");
  const photo = vault.uuid();
  const envelope = await vault.sealTo(office.public, bytes, "photo:" + photo);
  const digest = await vault.digest(envelope);
  const mine = await vault.seal(key, bytes);
  await disk.run(["photos"], "readwrite", (tx) => { tx.objectStore("photos").put({ id: photo, entry: id, type, envelope, digest, mine }); });
  await move(id, "save", (e) => { e.photos.push({ id: photo, question, size: envelope.length, have: 0, whole: false }); });
  return photo;
}

export async function dropPhoto(id, photo) {
  await move(id, "save", (e) => { e.photos = e.photos.filter((p) => p.id !== photo); });
  await disk.drop("photos", photo);
}

export async function showPhoto(key, photo) {
  const kept = await disk.get("photos", photo);
  return kept && URL.createObjectURL(new Blob([await vault.open(key, kept.mine)], { type: kept.type }));
}

// finish seals a draft to the office. From here on neither the PIN nor this page is
// needed to bring it there.
export async function finish(key, id, draft, definition) {
  const office = await disk.get("meta", "key"), phone = await disk.get("meta", "phone");
  const entry = await disk.get("entries", id);
  const answers = form.wire(definition, draft.answers);
  const used = entry.photos.filter((p) => JSON.stringify(answers).includes(p.id));
  const text = { id, edition: entry.edition, phone: phone.id, household: draft.household, version: draft.version, campaign: draft.campaign, duty: draft.duty, act: draft.act, form: definition.id, digest: draft.form,
    answers, noted: draft.noted, reason: draft.reason, visitors: draft.visitors.filter((v) => v.trim()), begun: draft.begun, finished: new Date().toISOString(), place: draft.place || undefined,
    photos: used.map((p) => ({ id: p.id, question: p.question })) };
  const envelope = await vault.sealTo(office.public, vault.utf8(JSON.stringify(text)), "text:" + id);
  return move(id, "finish", (e) => { e.envelope = envelope; e.photos = used; e.finished = Date.now(); e.missing = 0; e.error = ""; });
}

// withdraw makes a draft again of what was finished and not sent.
export function withdraw(id) { return move(id, "withdraw", (e) => { e.envelope = null; e.edition++; }); }

export function discard(id) { return move(id, "discard"); }

// file is everything unsent as one file for the office: only it can open it.
export async function file() {
  const parts = [vault.utf8("SONGNUAN-PHONE-1\n")];
  const item = (head, envelope) => {
    const h = vault.utf8(JSON.stringify(head)), n = new Uint8Array(4);
    new DataView(n.buffer).setUint32(0, h.length);
    parts.push(n, h, envelope);
  };
  let entries = 0;
  for (const e of await disk.all("entries")) {
    if (!outbox.unsent(e.state) || !e.envelope) continue;
    entries++;
    item({ entry: e.id, size: e.envelope.length }, e.envelope);
    for (const p of e.photos) {
      const kept = await disk.get("photos", p.id);
      if (kept) item({ entry: e.id, photo: p.id, size: kept.envelope.length }, kept.envelope);
    }
  }
  return { entries, blob: new Blob(parts, { type: "application/octet-stream" }) };
}
