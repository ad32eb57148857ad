// Small ways to make elements: text is always text.
let words = {};
export function speak(w) { words = w; }

// t is a message in the reader's language.
export function t(key, args) {
  let s = words[key];
  if (s === undefined) return key;
  for (const name of Object.keys(args || {})) s = s.split("{" + name + "}").join(String(args[name]));
  return s;
}

export function el(tag, attrs, ...children) {
  const e = document.createElement(tag);
  for (const name of Object.keys(attrs || {})) {
    const value = attrs[name];
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") e[name] = value;
    else e.setAttribute(name, value === true ? "" : value);
  }
  for (const c of children.flat(3)) if (c !== null && c !== undefined && c !== false) e.append(c.nodeType ? c : document.createTextNode(String(c)));
  return e;
}

export function when(ms) {
  const d = new Date(ms), two = (n) => String(n).padStart(2, "0");
  const time = two(d.getHours()) + ":" + two(d.getMinutes());
  return d.toDateString() === new Date().toDateString() ? time : d.getMonth() + 1 + "-" + d.getDate() + " " + time;
}

export const button = (text, click, kind, more) => el("button", Object.assign({ type: "button", class: "btn " + (kind || ""), onclick: click }, more), text);
