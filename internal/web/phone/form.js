// A form as its definition says (internal/visit): steps, conditions, what is
// required. While it is filled in, an answer is a text, a list of texts, or a list
// of objects; wire gives it the shape that the office reads.
export function asked(question, answers, form) {
  return (question.when || []).every((c) => {
    const before = form && form.steps.flatMap((s) => s.questions).find((q) => q.id === c.question);
    if (before && !asked(before, answers, form)) return false;
    const given = answers[c.question];
    if (empty(given)) return false;
    if (!c.is || !c.is.length) return true;
    return Array.isArray(given) ? given.some((g) => c.is.includes(g)) : c.is.includes(given);
  });
}

function empty(value) {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
}

const NUMBER = /^-?\d+(\.\d{1,2})?$/, MONEY = /^\d+(\.\d{1,2})?$/;

// faults gives what of a step is missing or wrong, by question.
export function faults(step, answers, form) {
  const wrong = {};
  for (const q of step.questions) {
    if (!asked(q, answers, form)) continue;
    const value = answers[q.id];
    if (empty(value)) {
      if (q.required) wrong[q.id] = "required";
      continue;
    }
    const why = checks[q.kind] && checks[q.kind](q, value);
    if (why) wrong[q.id] = why;
  }
  return wrong;
}

function number(pattern) {
  return (q, value) => {
    if (!pattern.test(value)) return "number";
    if (q.least !== undefined && Number(value) < q.least) return "least";
    if (q.most !== undefined && Number(value) > q.most) return "most";
    return "";
  };
}

const checks = {
  number: number(NUMBER),
  money: number(MONEY),
  photo: (q, value) => (q.least !== undefined && value.length < q.least ? "photos" : ""),
  gift: (q, value) => (value.some((g) => !g.kind || (g.value && !MONEY.test(g.value)) || !(g.value || g.what || g.quantity)) ? "gift" : ""),
  hazard: (q, value) => (value.some((g) => !g.kind || !g.grade) ? "hazard" : ""),
  demand: (q, value) => (value.some((g) => !g.kind || !(g.text || "").trim()) ? "demand" : ""),
};

// missing counts what is missing or wrong in the whole form.
export function missing(form, answers) {
  return form.steps.reduce((n, s) => n + Object.keys(faults(s, answers, form)).length, 0);
}

const text = (v) => ({ text: v }), many = (v) => ({ many: v });
const shapes = {
  many, photo: many, members: many,
  signature: (v) => ({ signature: v === "paper" ? { paper: true } : { photo: v } }),
  place: (v) => ({ place: { lat: Math.round(v.latitude * 1e4), lon: Math.round(v.longitude * 1e4), metre: Math.round(v.accuracy) } }),
  gift: (v) => ({ gifts: v.map((g) => ({ kind: g.kind, what: g.what || "", quantity: g.quantity || "", value: Math.round(Number(g.value || 0) * 100) })) }),
  hazard: (v) => ({ hazards: v.map((h) => ({ kind: h.kind, grade: h.grade, note: h.note || "" })) }),
  demand: (v) => ({ demands: v.map((d) => ({ kind: d.kind, text: d.text })) }),
};

// wire gives the answers to what was asked, as the office reads them.
export function wire(form, answers) {
  const kept = {};
  for (const s of form.steps) for (const q of s.questions) if (asked(q, answers, form) && !empty(answers[q.id])) kept[q.id] = (shapes[q.kind] || text)(answers[q.id]);
  return kept;
}
