// Drawing a form, step by step, and keeping every answer as it is given.
import * as visit from "./visit.js";
import * as form from "./form.js";
import { soon } from "./sync.js";
import { shrink, pad } from "./photo.js";
import { t, el, when, button } from "./dom.js";

const NOTED = ["phone", "contact", "contact_relation", "address"];

export async function drawVisit(body, state, id) {
  const read = await visit.read(state.key, id);
  if (!read || read.entry.state !== "draft") { location.hash = read ? "#/e/" + id : "#/"; return; }
  const { draft } = read, definition = state.forms.get(draft.form);
  if (!definition) { body.replaceChildren(el("p", { class: "note bad" }, t("file.no_form"))); return; }
  const saved = el("p", { class: "hint", id: "saved" }, t("ask.saved", { when: when(read.entry.saved) }));
  const page = { body, state, id, draft, definition, saved, tried: false, file: state.files.get(draft.household) };
  drawStep(page);
}

let chain = Promise.resolve();

// keep writes the draft; writes go one after the other.
function keep(page) {
  chain = chain.then(async () => {
    const e = await visit.save(page.state.key, page.id, page.draft, page.definition);
    if (e) page.saved.textContent = t("ask.saved", { when: when(e.saved) });
  }).catch((err) => { page.saved.textContent = t("ask.not_saved"); console.warn(String(err)); });
  return chain;
}

// drawStep draws a step; the last one is what is otherwise than on file, and the end.
function drawStep(page) {
  const { draft, definition } = page, steps = definition.steps, last = draft.step >= steps.length;
  const step = last ? null : steps[draft.step];
  const box = el("div", { class: "questions" });
  page.body.replaceChildren(el("a", { class: "back", href: "#/h/" + draft.household }, t("back")), el("h1", {}, draft.head + " " + draft.number),
    el("ol", { class: "steps" }, [...steps.map((s) => s.name), t("ask.end")].map((name, i) => el("li", { class: i === draft.step ? "now" : i < draft.step ? "done" : "", "aria-current": i === draft.step ? "step" : null }, name))),
    box, page.saved,
    el("div", { class: "actions" }, draft.step ? button(t("ask.back"), () => go(page, draft.step - 1), "") : null || "",
      last ? button(t("ask.finish"), () => finish(page), "primary", { id: "finish" }) : button(t("ask.next"), () => next(page), "primary", { id: "next" })),
    last ? button(t("ask.discard"), async () => { await visit.discard(page.id); location.hash = "#/h/" + draft.household; }, "danger") : "");
  page.box = box;
  if (last) drawEnd(page); else drawQuestions(page, step);
}

function go(page, to) { page.draft.step = to; page.tried = false; keep(page); drawStep(page); scrollTo(0, 0); }

function next(page) {
  const step = page.definition.steps[page.draft.step];
  const wrong = form.faults(step, page.draft.answers, page.definition);
  if (Object.keys(wrong).length && !page.tried) { page.tried = true; drawQuestions(page, step); const first = page.box.querySelector(".is-wrong"); if (first) first.scrollIntoView({ block: "center" }); return; }
  go(page, page.draft.step + 1); // a draft may have gaps; it can't be finished with them
}

function drawQuestions(page, step) {
  const wrong = page.tried ? form.faults(step, page.draft.answers, page.definition) : {};
  page.box.replaceChildren(...step.questions.filter((q) => form.asked(q, page.draft.answers, page.definition)).map((q) => field(page, step, q, wrong[q.id])));
}

// field is one question. Where others hang on its answer, the step is drawn anew.
function field(page, step, q, wrong) {
  const answers = page.draft.answers;
  const set = (value, redraw) => {
    if (value === undefined || value === "" || (Array.isArray(value) && !value.length)) delete answers[q.id]; else answers[q.id] = value;
    keep(page);
    if (redraw !== false) drawQuestions(page, step);
  };
  const label = [q.ask, q.unit ? "（" + q.unit + "）" : "", q.required ? el("span", { class: "need", title: t("ask.required") }, " *") : ""];
  const inner = (kinds[q.kind] || kinds.text)(page, q, answers[q.id], set);
  return el("fieldset", { class: "card field" + (wrong ? " is-wrong" : ""), "data-question": q.id }, el("legend", {}, label), q.hint ? el("p", { class: "hint" }, q.hint) : null, inner,
    wrong ? el("p", { class: "wrong", role: "alert" }, t("ask.wrong_" + wrong, { least: q.least, most: q.most })) : null);
}

const choices = (q) => q.choices || [];
const pick = (type, name, value, text, checked, change) => el("label", { class: "tick" }, el("input", { type, name, value, checked, onchange: change }), el("span", {}, text));

const kinds = {
  choice: (page, q, value, set) => choices(q).map((c) => pick("radio", q.id, c.value, c.name || c.value, value === c.value, () => set(c.value))),
  yes_no: (page, q, value, set) => ["yes", "no"].map((c) => pick("radio", q.id, c, t("ask." + c), value === c, () => set(c))),
  many: (page, q, value, set) => choices(q).map((c) => pick("checkbox", q.id, c.value, c.name || c.value, (value || []).includes(c.value), (e) => set(toggled(value, c.value, e.target.checked)))),
  members: (page, q, value, set) => ((page.file && page.file.members) || []).map((m) => pick("checkbox", q.id, m.id, m.name + (m.relation ? "（" + m.relation + "）" : ""), (value || []).includes(m.id), (e) => set(toggled(value, m.id, e.target.checked)))),
  text: (page, q, value, set) => el("textarea", { rows: "3", name: q.id, maxlength: "2000", oninput: (e) => set(e.target.value, false) }, value || ""),
  number: (page, q, value, set) => el("input", { type: "text", inputmode: "decimal", name: q.id, value: value || "", oninput: (e) => set(e.target.value.trim(), false) }),
  money: (page, q, value, set) => el("input", { type: "text", inputmode: "decimal", name: q.id, value: value || "", oninput: (e) => set(e.target.value.trim(), false) }),
  date: (page, q, value, set) => el("input", { type: "date", name: q.id, value: value || "", onchange: (e) => set(e.target.value, false) }),
  photo: photos,
  signature: signature,
  place: (page, q, value, set) => [value ? el("p", {}, t("ask.placed", { m: Math.round(value.accuracy) })) : null, button(t("ask.place"), () => navigator.geolocation.getCurrentPosition((p) => {
    page.draft.place = { latitude: p.coords.latitude, longitude: p.coords.longitude, accuracy: p.coords.accuracy };
    set(page.draft.place);
  }, () => say(page, t("ask.no_place")), { timeout: 20000 }), "")],
  gift: (page, q, value, set) => rows(page, q, value, set, [["what", "ask.what"], ["quantity", "ask.quantity"], ["value", "ask.value"]]),
  hazard: (page, q, value, set) => rows(page, q, value, set, [["grade", "ask.grade"], ["note", "ask.note"]]),
  demand: (page, q, value, set) => rows(page, q, value, set, [["text", "ask.demand"]]),
};

function say(page, text) { page.saved.textContent = text; }

function toggled(list, item, on) {
  const rest = (list || []).filter((x) => x !== item);
  return on ? [...rest, item] : rest;
}

// rows are things of which there may be several: gifts, hazards, demands.
function rows(page, q, value, set, fields) {
  const all = value || [];
  const change = (i, name, v, redraw) => set(all.map((r, at) => (at === i ? Object.assign({}, r, { [name]: v }) : r)), redraw);
  return [all.map((row, i) => el("div", { class: "row" },
    el("select", { "aria-label": q.ask, onchange: (e) => change(i, "kind", e.target.value) }, el("option", { value: "" }, t("ask.which")), choices(q).map((c) => el("option", { value: c.value, selected: row.kind === c.value }, c.name || c.value))),
    fields.map(([name, label]) => name === "grade" ? el("select", { "aria-label": t(label), onchange: (e) => change(i, name, e.target.value) }, ["", "A", "B", "C", "D"].map((g) => el("option", { value: g, selected: (row.grade || "") === g }, g || t(label)))) :
      el("input", { type: "text", placeholder: t(label), "aria-label": t(label), inputmode: name === "value" ? "decimal" : null, value: row[name] || "", oninput: (e) => { row[name] = e.target.value; change(i, name, e.target.value, false); } })),
    button(t("ask.drop"), () => set(all.filter((r, at) => at !== i)), "small"))),
  button(t("ask.add"), () => set([...all, { kind: "" }]), "")];
}

function photos(page, q, value, set) {
  const most = q.most || 6;
  return [el("div", { class: "shots" }, (value || []).map((photo) => shot(page, photo, () => { visit.dropPhoto(page.id, photo); set(value.filter((p) => p !== photo)); }))),
    (value || []).length < most ? el("label", { class: "btn" }, t("ask.shoot"), el("input", { type: "file", accept: "image/*", capture: "environment", class: "away", name: q.id, onchange: async (e) => {
      const file = e.target.files[0];
      if (!file) return;
      say(page, t("ask.shrinking"));
      const bytes = await shrink(file);
      if (!bytes) return say(page, t("ask.no_photo"));
      set([...(page.draft.answers[q.id] || []), await visit.addPhoto(page.state.key, page.id, q.id, bytes, "image/jpeg")]);
    } })) : null];
}

function shot(page, photo, drop) {
  const img = el("img", { alt: t("ask.photo") });
  visit.showPhoto(page.state.key, photo).then((url) => { if (url) img.src = url; });
  return el("figure", {}, img, button(t("ask.drop"), drop, "small"));
}

function signature(page, q, value, set) {
  if (value === "paper") return [el("p", {}, t("ask.on_paper")), button(t("ask.drop"), () => set(undefined), "small")];
  if (value) return [shot(page, value, () => { visit.dropPhoto(page.id, value); set(undefined); })];
  const field = pad(async (png) => { drawn = png; }, q.ask);
  let drawn = null;
  return [field.canvas, el("div", { class: "actions" }, button(t("ask.clear"), () => field.clear(), "small"), button(t("ask.signed"), async () => {
    if (drawn) set(await visit.addPhoto(page.state.key, page.id, q.id, drawn, "image/png"));
  }, "small primary"), button(t("ask.paper"), () => set("paper"), "small"))];
}

// drawEnd asks who was there and what is otherwise than on file, and lists what is
// still missing.
function drawEnd(page) {
  const { draft, definition } = page;
  const gaps = definition.steps.map((s, i) => [i, s.name, Object.keys(form.faults(s, draft.answers, definition)).length]).filter((g) => g[2]);
  const noted = (name) => el("label", { class: "field" }, t("noted." + name), page.file && page.file.file && page.file.file[name] ? el("span", { class: "hint" }, t("noted.now", { value: page.file.file[name] })) : null,
    el("input", { type: "text", name: "noted." + name, maxlength: "200", value: draft.noted[name] || "", oninput: (e) => { if (e.target.value.trim()) draft.noted[name] = e.target.value.trim(); else delete draft.noted[name]; keep(page); } }));
  page.box.replaceChildren(
    gaps.length ? el("section", { class: "card note bad", id: "gaps" }, el("p", {}, t("ask.gaps")), el("ul", {}, gaps.map(([i, name, n]) => el("li", {}, button(t("ask.gap", { name, n }), () => { page.draft.step = i; page.tried = true; keep(page); drawStep(page); }, "small"))))) : el("p", { class: "note good" }, t("ask.whole")),
    el("section", { class: "card" }, el("label", { class: "field" }, t("ask.visitors"), el("span", { class: "hint" }, t("ask.visitors_hint")), el("textarea", { name: "visitors", rows: "2", oninput: (e) => { draft.visitors = e.target.value.split("\n"); keep(page); } }, draft.visitors.join("\n")))),
    el("details", { class: "card" }, el("summary", {}, t("noted.title")), el("p", { class: "hint" }, t("noted.hint")), NOTED.map(noted),
      el("label", { class: "field" }, t("noted.reason"), el("textarea", { name: "reason", rows: "2", maxlength: "500", oninput: (e) => { draft.reason = e.target.value; keep(page); } }, draft.reason))));
}

async function finish(page) {
  await chain;
  if (form.missing(page.definition, page.draft.answers)) { drawEnd(page); page.box.scrollIntoView(); return; }
  const button = document.getElementById("finish");
  button.disabled = true;
  const entry = await visit.finish(page.state.key, page.id, page.draft, page.definition);
  if (!entry || entry.state !== "finished") { button.disabled = false; return; }
  soon(0);
  location.hash = "#/h/" + page.draft.household;
}
