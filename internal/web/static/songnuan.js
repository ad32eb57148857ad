// What makes the office quicker; every page works without it.
"use strict";
(() => {
  const doc = document;

  // A form in flight is not sent twice.
  doc.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.method === "get" || form.target) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", () => doc.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // A select marked data-go sends its form when it changes; its button stays for those without script.
  doc.addEventListener("change", (e) => {
    if (e.target.matches("[data-go]")) e.target.form.requestSubmit();
    if (e.target.matches("[data-tick-all]")) {
      e.target.closest("form, .card").querySelectorAll("tbody input[type=checkbox]").forEach((c) => { c.checked = e.target.checked; });
    }
    if (e.target.matches("[data-tick-all], tbody input[type=checkbox]")) strip(e.target.closest("form, .card"));
  });

  // The batch strip shows when something is ticked, and how many.
  function strip(box) {
    const bar = box && box.querySelector("[data-strip]");
    if (!bar) return;
    let n = 0;
    box.querySelectorAll("tbody input[type=checkbox]").forEach((c) => {
      n += c.checked ? 1 : 0;
      c.closest("tr").classList.toggle("picked", c.checked);
    });
    bar.hidden = n === 0;
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = n;
  }

  // Keys: / search, j k rows, x tick, Enter open, ? list. Dead in fields and while an input method composes.
  const off = () => /(?:^|; )keys=off/.test(doc.cookie);
  let row = -1;
  function move(step) {
    const rows = [...doc.querySelectorAll("table[data-rows] tbody tr")];
    if (!rows.length) return;
    row = Math.max(0, Math.min(rows.length - 1, row + step));
    const link = rows[row].querySelector("a");
    if (link) link.focus();
  }
  doc.addEventListener("keydown", (e) => {
    if (e.isComposing || e.keyCode === 229) return;
    const t = e.target;
    const typing = t.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (e.ctrlKey && e.key === "Enter" && t.form) { e.preventDefault(); t.form.requestSubmit(); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey || off()) return;
    if (e.key === "/") { const s = doc.querySelector(".seek input"); if (s) { e.preventDefault(); s.focus(); } }
    if (e.key === "j") move(1);
    if (e.key === "k") move(-1);
    if (e.key === "x") { const c = t.closest("tr") && t.closest("tr").querySelector("input[type=checkbox]"); if (c) { c.click(); } }
    if (e.key === "n") { const n = doc.querySelector("[data-key=n]"); if (n) n.click(); }
    if (e.key === "e") { const n = doc.querySelector("[data-key=e]"); if (n) n.click(); }
    if (e.key === "?") { const d = doc.getElementById("keys"); if (d && d.showModal && !d.open) d.showModal(); }
  });
  doc.addEventListener("click", (e) => {
    const opener = e.target.closest("[data-dialog]");
    if (opener) { const d = doc.getElementById(opener.dataset.dialog); if (d && d.showModal) { e.preventDefault(); d.showModal(); } }
    if (e.target.closest("[data-close]")) e.target.closest("dialog").close();
    if (e.target.closest("[data-print]")) { e.preventDefault(); print(); }
  });

  // A form half filled is not left by mistake.
  let dirty = false;
  doc.addEventListener("input", (e) => { if (e.target.closest("form[data-guard]")) dirty = true; });
  doc.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (e) => { if (dirty) e.preventDefault(); });

  // A list being sent in shows how far it is. Without script the form does the same in silence.
  doc.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.matches("form[data-upload]") || e.defaultPrevented) return;
    const file = form.querySelector("input[type=file]").files[0];
    if (!file) return;
    const large = form.querySelector("[data-upload-large]");
    large.hidden = file.size <= Number(form.dataset.upload);
    e.preventDefault();
    if (!large.hidden) { delete form.dataset.sent; return; }
    const box = form.querySelector("[data-upload-progress]");
    const bar = box.querySelector("progress");
    const percent = box.querySelector("[data-upload-percent]");
    const button = form.querySelector("button[type=submit]");
    const xhr = new XMLHttpRequest();
    xhr.open("POST", form.action);
    xhr.responseType = "document";
    xhr.upload.onprogress = (p) => {
      if (!p.lengthComputable) return;
      bar.value = (100 * p.loaded) / p.total;
      percent.textContent = Math.floor(bar.value) + "%";
    };
    xhr.onload = () => {
      if (xhr.status < 300 && xhr.responseURL) { location.assign(xhr.responseURL); return; }
      const main = xhr.response && xhr.response.querySelector("main");
      if (main) doc.querySelector("main").replaceWith(doc.importNode(main, true));
    };
    const cut = form.querySelector("[data-upload-cut]");
    xhr.onerror = () => { button.disabled = false; box.hidden = true; cut.hidden = false; delete form.dataset.sent; };
    cut.hidden = true;
    box.hidden = false;
    button.disabled = true;
    xhr.send(new FormData(form));
  });

  // A column copied from a sheet fills the cells of that column downwards.
  doc.addEventListener("paste", (e) => {
    const cell = e.target.closest("form[data-paste] input[data-column]");
    const lines = e.clipboardData ? e.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n") : [];
    if (!cell || lines.length < 2) return;
    e.preventDefault();
    const column = [...cell.form.querySelectorAll('input[data-column="' + cell.dataset.column + '"]')];
    column.slice(column.indexOf(cell)).forEach((c, i) => { if (i < lines.length) c.value = lines[i].split("\t")[0].trim(); });
    dirty = true;
  });

  const wrong = doc.querySelector("[data-focus]");
  if (wrong) wrong.focus();
  doc.querySelectorAll("[data-strip]").forEach((s) => strip(s.closest("form, .card")));
})();
