// The page /m/: it starts, keeps the PIN's key, and draws what the address says.
import * as disk from "./disk.js";
import * as vault from "./vault.js";
import * as sync from "./sync.js";
import * as outbox from "./outbox.js";
import * as visit from "./visit.js";
import { drawVisit } from "./ask.js";
import { speak, t, el, when, button } from "./dom.js";

const IDLE = 15 * 60e3, CACHE = 14 * 864e5, LATE = 864e5, VERY_LATE = 3 * 864e5, FETCH = 5 * 60e3;
const root = document.getElementById("app");
const state = { key: null, files: new Map(), forms: new Map(), used: Date.now(), fetched: 0, storage: true };
let barBox, body;

// ---- the bar at the top ----

async function drawBar() {
  if (!barBox) return;
  const all = await disk.all("entries");
  const waiting = all.filter((e) => outbox.unsent(e.state));
  const failed = waiting.filter((e) => e.state === "failed").length;
  const oldest = Math.min(Infinity, ...waiting.map((e) => e.finished || Infinity));
  const age = Date.now() - oldest;
  let tone = "green", icon = "✓", say = t("bar.all_sent");
  if (sync.net.revoked) { tone = "red"; icon = "!"; say = t("bar.revoked"); }
  else if (sync.net.othersPhone) { tone = "red"; icon = "!"; say = t("bar.others_phone"); }
  else if (sync.net.signedOut) { tone = "amber"; icon = "!"; say = t("bar.signed_out", { n: waiting.length }); }
  else if (failed) { tone = "red"; icon = "!"; say = t("bar.failed", { n: failed }); }
  else if (sync.net.sending) { tone = "blue"; icon = "↑"; say = t("bar.sending", { n: sync.net.sending, all: sync.net.left }); }
  else if (!sync.net.online) { tone = "brown"; icon = "…"; say = t("bar.offline", { n: waiting.length }); }
  else if (waiting.length) { tone = "blue"; icon = "↑"; say = t("bar.waiting", { n: waiting.length }); }
  if (waiting.length && age > VERY_LATE) { tone = "red"; say += " " + t("bar.very_late"); }
  else if (waiting.length && age > LATE) { tone = tone === "red" ? tone : "amber"; say += " " + t("bar.late"); }
  barBox.className = "bar " + tone;
  barBox.dataset.unsent = waiting.length;
  barBox.replaceChildren(el("span", { "aria-hidden": "true" }, icon), " ", say);
}

function changed() {
  drawBar();
  if (location.hash === "#/out") draw();
}

// ---- the PIN ----

function pinField(id, label) {
  return el("label", { class: "field" }, label, el("input", { id, type: "password", inputmode: "numeric", autocomplete: "off", minlength: "6", maxlength: "20" }));
}

function say(box, text, bad) { box.replaceChildren(el("p", { class: bad ? "note bad" : "note", role: "alert" }, text)); }

async function drawPin() {
  const record = await disk.get("meta", "pin");
  const told = el("div", {});
  const go = record ? () => unlock(record, told) : () => choosePin(told);
  const form = el("form", { class: "card", onsubmit: (e) => { e.preventDefault(); go(); } },
    el("h1", {}, record ? t("pin.enter") : t("pin.choose")),
    el("p", { class: "hint" }, record ? t("pin.enter_hint") : t("pin.choose_hint")),
    pinField("pin", t("pin.pin")), record ? null : pinField("pin2", t("pin.again")), told,
    el("button", { class: "btn primary wide", type: "submit" }, record ? t("pin.open") : t("pin.set")));
  const waiting = (await disk.all("entries")).filter((e) => outbox.unsent(e.state)).length;
  body.replaceChildren(form, record ? el("section", { class: "card" }, el("h2", {}, t("pin.forgot")), el("p", {}, t("pin.forgot_told", { n: waiting })),
    button(t("out.send_now"), () => sync.run(true), ""), button(t("out.export"), exportAll, ""), button(t("pin.new"), () => forgetPin(), "danger")) : "");
  form.querySelector("input").focus();
}

function weak(pin) { return !/^\d{6,20}$/.test(pin) || /^(\d)\1+$/.test(pin) || "01234567890123456789".includes(pin) || "98765432109876543210".includes(pin); }

async function choosePin(told) {
  const pin = document.getElementById("pin").value;
  if (weak(pin)) return say(told, t("pin.weak"), true);
  if (pin !== document.getElementById("pin2").value) return say(told, t("pin.differ"), true);
  const made = await vault.newVault(pin);
  await disk.put("meta", made.record, "pin");
  await opened(made.key);
}

async function unlock(record, told) {
  record = await disk.get("meta", "pin");
  const left = record.until - Date.now();
  if (left > 0 && left <= 15 * 60e3) return say(told, t("pin.wait", { s: Math.ceil(left / 1000) }), true);
  say(told, t("pin.opening"));
  record.fails++;
  record.until = Date.now() + vault.slowed(record.fails); // before the try: closing the page gains nothing
  await disk.put("meta", record, "pin");
  const key = await vault.openVault(record, document.getElementById("pin").value);
  if (!key) return say(told, t("pin.wrong", { n: record.fails }), true);
  record.fails = record.until = 0;
  await disk.put("meta", record, "pin");
  await opened(key);
}

// forgetPin begins with a new PIN: what lay under the old one is gone, what was
// finished stays, sealed to the office.
async function forgetPin() {
  for (const e of await disk.all("entries")) if (e.state === "draft") await sync.move(e.id, "discard");
  await disk.clear("households");
  await disk.drop("meta", "pin");
  await disk.drop("meta", "fetched");
  draw();
}

async function opened(key) {
  state.key = key;
  state.used = Date.now();
  await load();
  draw();
  sync.soon(0);
}

function lock() {
  state.key = null;
  state.files.clear();
  draw();
}

// ---- what the phone holds ----

async function load() {
  const fetched = await disk.get("meta", "fetched");
  if (fetched && Date.now() - fetched > CACHE) {
    await disk.clear("households"); // what was entered stays
    await disk.drop("meta", "fetched");
  }
  state.fetchedAt = (await disk.get("meta", "fetched")) || 0;
  state.files.clear();
  for (const kept of await disk.all("households")) {
    try { state.files.set(kept.id, await vault.openJSON(state.key, kept.box)); } catch (e) { await disk.drop("households", kept.id); }
  }
  state.forms.clear();
  for (const f of await disk.all("forms")) state.forms.set(f.digest, f.form);
}

// fetchNew asks the office for what differs from what lies here.
async function fetchNew(json) {
  const entries = await disk.all("entries");
  const ask = entries.filter((e) => e.state === "aside").map((e) => e.id).slice(0, 100);
  if (!state.key || (Date.now() - state.fetched < FETCH && !ask.length && !state.manual)) return;
  const held = {};
  for (const [id, f] of state.files) held[id] = f.digest;
  const waiting = entries.filter((e) => outbox.unsent(e.state));
  const oldest = Math.min(Date.now(), ...waiting.map((e) => e.finished || Date.now()));
  const phone = await disk.get("meta", "phone");
  const slice = await json("/m/sync/slice", { phone: phone.id, held, forms: [...state.forms.keys()], ask, clock: new Date().toISOString(), unsent: waiting.length, waits: Math.round((Date.now() - oldest) / 1000) });
  if (!state.key) return;
  for (const f of slice.forms) { await disk.put("forms", f); state.forms.set(f.digest, f.form); }
  for (const f of slice.households) {
    await disk.put("households", { id: f.household, box: await vault.sealJSON(state.key, f) });
    state.files.set(f.household, f);
  }
  for (const id of slice.gone) { await disk.drop("households", id); state.files.delete(id); }
  for (const a of slice.entries) await sync.heard(a.id, a);
  await disk.put("meta", Date.now(), "fetched");
  state.fetched = state.fetchedAt = Date.now();
  state.manual = false;
  sync.net.offset = Date.parse(slice.now) - Date.now();
  if (slice.households.length + slice.gone.length && (location.hash === "" || location.hash === "#/")) draw();
}

// revoked: the office has shut this phone out. What is cached goes; what is not sent
// stays, sealed to the office, to be brought as a file.
async function revoked() {
  await disk.clear("households");
  state.files.clear();
  changed();
}

// ---- pages ----

const stateIcons = { draft: "✎", finished: "●", sending: "↑", unsure: "↻", partial: "◐", failed: "!", aside: "?", delivered: "✓" };

export function stateOf(e) {
  const args = { n: e.missing, have: e.photos.filter((p) => p.whole).length, all: e.photos.length, receipt: e.receipt || "" };
  const key = e.state === "draft" && !e.missing ? "state.draft_ready" : "state." + e.state;
  return el("span", { class: "state " + e.state }, el("span", { "aria-hidden": "true" }, stateIcons[e.state]), " ", t(key, args), e.state === "delivered" && e.reasons && e.reasons.length ? " · " + t("state.looked_at") : "");
}

async function drawHome() {
  const entries = await disk.all("entries");
  const files = [...state.files.values()].sort((a, b) => lastOf(a).localeCompare(lastOf(b)) || a.number.localeCompare(b.number));
  body.replaceChildren(el("h1", {}, t("home.title")),
    el("p", { class: "hint" }, files.length ? t("home.fetched", { n: files.length, when: when(state.fetchedAt || Date.now()) }) : t("home.none")),
    el("ul", { class: "list" }, files.map((f) => {
      const mine = entries.filter((e) => e.household === f.household).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
      return el("li", {}, el("a", { class: "card line", href: "#/h/" + f.household }, el("strong", {}, f.head), " ", el("span", { class: "quiet" }, f.number + " · " + f.village),
        el("span", { class: "under" }, lastOf(f) ? t("home.last", { day: lastOf(f) }) : t("home.never"), " ", mine ? stateOf(mine) : null)));
    })),
    files.length ? "" : button(t("home.fetch"), manual, "primary wide"));
}

function lastOf(f) { return f.visits && f.visits.length ? f.visits[0].on : ""; }

function manual() { state.manual = true; sync.run(true); }

async function drawFile(id) {
  const f = state.files.get(id);
  if (!f) return drawHome();
  const mine = (await disk.all("entries")).filter((e) => e.household === id).sort((a, b) => (a.id < b.id ? 1 : -1));
  const fact = (name, value) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []);
  const tasks = (f.tasks || []).filter((k) => state.forms.has(k.digest));
  const start = async (task) => { const who = await disk.get("meta", "phone"); location.hash = "#/v/" + (await visit.begin(state.key, f, task, who.name || "")); };
  body.replaceChildren(el("a", { class: "back", href: "#/" }, t("back")), el("h1", {}, f.head),
    el("section", { class: "card" }, el("dl", {}, fact(t("file.number"), f.number), fact(t("file.village"), f.village), fact(t("file.address"), f.address), fact(t("file.size"), f.size),
      fact(t("file.contact"), f.contact && f.contact.name + (f.contact.post ? "（" + f.contact.post + "）" : "")), fact(t("file.contact_phone"), f.contact && el("a", { href: "tel:" + f.contact.phone }, f.contact.phone)),
      fact(t("file.handover"), f.handover), fact(t("file.closed"), f.closed))),
    el("div", { class: "starts" }, tasks.length ? tasks.map((k, i) => button(t("file.begin_" + k.act), () => start(k), i ? "wide" : "primary wide", { "data-act": k.act, "data-file": f.household })) : el("p", { class: "note" }, t("file.no_form"))),
    el("h2", {}, t("file.mine")), entryList(mine),
    el("h2", {}, t("file.visits")), f.visits && f.visits.length ? el("ul", {}, f.visits.map((v) => el("li", {}, v.on + " · " + v.receipt))) : el("p", { class: "quiet" }, t("home.never")));
}

function entryList(entries) {
  if (!entries.length) return el("p", { class: "quiet" }, t("out.none"));
  return el("ul", { class: "list" }, entries.map((e) => el("li", { "data-entry": e.id, "data-state": e.state }, el("a", { class: "card line", href: (e.state === "draft" ? "#/v/" : "#/e/") + e.id }, nameOf(e), " ", stateOf(e),
    el("span", { class: "under" }, t(e.finished ? "out.finished" : "out.saved", { when: when(e.finished || e.saved) }))))));
}

function nameOf(e) {
  const f = state.files.get(e.household);
  return el("strong", {}, f ? f.head + " " + f.number : t("out.visit"));
}

async function drawOut() {
  const entries = (await disk.all("entries")).sort((a, b) => (a.id < b.id ? 1 : -1));
  const waiting = entries.filter((e) => outbox.unsent(e.state)).length;
  body.replaceChildren(el("a", { class: "back", href: "#/" }, t("back")), el("h1", {}, t("out.title")),
    el("p", {}, t("out.told", { n: waiting })), sync.net.at ? el("p", { class: "hint" }, t("out.last", { when: when(sync.net.at) })) : "",
    el("div", { class: "actions" }, button(t("out.send_now"), manual, "primary", { id: "send" }), button(t("out.export"), exportAll, "", { id: "export", disabled: !waiting })),
    entryList(entries));
}

async function drawEntry(id) {
  const e = await disk.get("entries", id);
  if (!e) { location.hash = "#/out"; return; }
  const acts = [];
  if (outbox.on(e.state, "send")) acts.push(button(t("out.retry"), manual, "primary"));
  if (outbox.on(e.state, "withdraw") && state.key) acts.push(button(t("out.withdraw"), async () => { if (await visit.withdraw(id)) location.hash = "#/v/" + id; }, ""));
  if (outbox.unsent(e.state)) acts.push(button(t("out.export"), exportAll, ""));
  const read = state.key ? await visit.read(state.key, id).catch(() => null) : null;
  body.replaceChildren(el("a", { class: "back", href: "#/out" }, t("back")), el("h1", {}, nameOf(e)), el("p", {}, stateOf(e)),
    e.error ? el("p", { class: "note bad" }, t("out.error", { why: e.error })) : "",
    e.state === "aside" ? el("p", { class: "note" }, t("out.aside")) : "",
    e.receipt ? el("p", {}, t("out.receipt", { receipt: e.receipt })) : "",
    el("p", { class: "hint" }, t("out.times", { finished: e.finished ? when(e.finished) : "—", tries: e.tries })), el("div", { class: "actions" }, acts),
    read ? el("dl", { class: "card" }, answersOf(read.draft)) : "");
}

function answersOf(draft) {
  const form = state.forms.get(draft.form);
  if (!form) return [];
  const text = (v) => (Array.isArray(v) ? (typeof v[0] === "object" ? v.map((g) => [g.kind, g.what, g.quantity, g.value, g.grade, g.note, g.text].filter(Boolean).join(" ")).join("；") : v.join("、")) : typeof v === "object" ? "✓" : v);
  return form.steps.flatMap((s) => s.questions).filter((q) => draft.answers[q.id] !== undefined).flatMap((q) => [el("dt", {}, q.ask), el("dd", {}, q.kind === "photo" ? t("ask.photos", { n: draft.answers[q.id].length }) : q.kind === "signature" ? "✓" : text(draft.answers[q.id]))]);
}

async function exportAll() {
  const { entries, blob } = await visit.file();
  if (!entries) return;
  const url = URL.createObjectURL(blob), a = el("a", { href: url, download: "走访未上传-" + new Date().toISOString().slice(0, 10) + ".songnuan" });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60e3);
}

async function drawSet() {
  const phone = (await disk.get("meta", "phone")) || {};
  const waiting = (await disk.all("entries")).filter((e) => outbox.unsent(e.state) || e.state === "draft").length;
  const told = el("div", {});
  body.replaceChildren(el("a", { class: "back", href: "#/" }, t("back")), el("h1", {}, t("set.title")),
    el("section", { class: "card" }, el("p", {}, t("set.who", { name: phone.name || "—", account: phone.account || "—" })), button(t("set.lock"), lock, "")),
    el("section", { class: "card" }, el("h2", {}, t("set.pin")), pinField("old", t("set.pin_old")), pinField("pin", t("pin.pin")), pinField("pin2", t("pin.again")), told, button(t("set.pin_change"), () => changePin(told), "")),
    el("section", { class: "card" }, el("h2", {}, t("set.leave")), waiting ? [el("p", { class: "note bad", id: "leave-blocked" }, t("set.leave_blocked", { n: waiting })),
      el("div", { class: "actions" }, button(t("out.send_now"), manual, "primary"), button(t("out.export"), exportAll, ""), el("a", { class: "btn", href: "/sign-in?next=/m/" }, t("set.hand_over")))] :
      [el("p", {}, t("set.leave_told")), button(t("set.leave_now"), leave, "danger")]));
}

async function changePin(told) {
  const record = await disk.get("meta", "pin");
  const pin = document.getElementById("pin").value;
  if (weak(pin)) return say(told, t("pin.weak"), true);
  if (pin !== document.getElementById("pin2").value) return say(told, t("pin.differ"), true);
  const raw = await vault.openVault(record, document.getElementById("old").value, true);
  if (!raw) return say(told, t("pin.wrong", { n: 1 }), true);
  await disk.put("meta", (await vault.newVault(pin, raw)).record, "pin");
  say(told, t("set.pin_changed"));
}

// leave signs out and clears the phone: nothing unsent is on it.
async function leave() {
  for (const s of ["households", "entries", "photos", "meta", "forms"]) await disk.clear(s);
  const form = el("form", { method: "post", action: "/sign-out" });
  document.body.append(form);
  form.submit();
}

// ---- the frame ----

export async function draw() {
  if (!state.key) { await drawPin(); return drawBar(); }
  const [, page, id] = location.hash.split("/");
  const pages = { h: () => drawFile(id), v: () => drawVisit(body, state, id), out: drawOut, e: () => drawEntry(id), set: drawSet };
  await (pages[page] || drawHome)();
  drawBar();
}

function frame() {
  barBox = el("a", { class: "bar", href: "#/out", id: "bar" });
  body = el("main", {});
  root.replaceChildren(el("header", { class: "top" }, el("strong", {}, document.body.dataset.title), el("nav", {}, el("a", { href: "#/" }, t("nav.home")), el("a", { href: "#/out" }, t("nav.out")), el("a", { href: "#/set" }, t("nav.set")))),
    barBox, el("div", { id: "signin" }), body);
  barBox.addEventListener("click", (e) => { if (sync.net.signedOut) { e.preventDefault(); location.href = "/sign-in?next=/m/"; } });
}

// stops tells why this address or browser can't work without a network.
function stops() {
  if (/MicroMessenger/i.test(navigator.userAgent)) return ["stop.wechat", "stop.wechat_how"];
  if (!globalThis.isSecureContext || !globalThis.crypto || !crypto.subtle) return ["stop.http", "stop.http_how"];
  if (!("serviceWorker" in navigator) || !globalThis.indexedDB) return ["stop.browser", "stop.browser_how"];
  return null;
}

async function begin() {
  speak((await import("./words-" + (document.documentElement.lang === "en" ? "en" : "zh-CN") + ".js")).default);
  const why = stops();
  if (why) {
    root.replaceChildren(el("main", {}, el("section", { class: "card", id: "stopped" }, el("h1", {}, t(why[0])), el("p", {}, t(why[1])), el("a", { class: "btn primary wide", href: "/" }, t("stop.online")))));
    return;
  }
  frame();
  navigator.serviceWorker.register("/m/sw.js", { scope: "/m/" }).catch((e) => console.warn(String(e)));
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await sync.wake();
  addEventListener("hashchange", draw);
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => { state.used = Date.now(); }, { passive: true });
  setInterval(() => { if (state.key && Date.now() - state.used > IDLE) lock(); }, 10e3);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && state.key && Date.now() - state.used > IDLE) lock(); });
  await draw();
  sync.hook.fetch = fetchNew;
  sync.hook.revoked = revoked;
  sync.begin(changed);
}

begin();
