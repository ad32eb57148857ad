// Drives the page /m/ as a person does: clicks, types, picks files.
(() => {
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const find = async (selector, what) => {
    for (let i = 0; i < 400; i++) {
      const e = document.querySelector(selector);
      if (e && (!what || e.textContent.includes(what))) return e;
      await sleep(25);
    }
    throw new Error("nothing at " + selector + " on " + location.href + ": " + document.body.innerText.slice(0, 600));
  };
  const type = (e, text) => { e.value = text; e.dispatchEvent(new Event("input", { bubbles: true })); };
  const pick = async (question, value) => { (await find(`[data-question="${question}"] input[value="${value}"]`)).click(); await sleep(5); };
  const picture = (n) => new Promise((done) => {
    const c = document.createElement("canvas");
    c.width = 2000; c.height = 1500;
    const pen = c.getContext("2d"), dots = pen.createImageData(2000, 1500);
    let seed = n + 1;
    for (let i = 0; i < dots.data.length; i += 4) { seed = (seed * 1103515245 + 12345) % 2147483648; dots.data[i] = dots.data[i + 1] = dots.data[i + 2] = (seed >> 16) % 90 + 80; dots.data[i + 3] = 255; }
    pen.putImageData(dots, 0, 0);
    pen.font = "200px sans-serif";
    pen.fillText(String(n), 100, 400);
    c.toBlob(done, "image/jpeg", 0.95);
  });
  window.drive = {
    async pin(pin) {
      type(await find("#pin"), pin);
      const again = document.querySelector("#pin2");
      if (again) type(again, pin);
      (await find("main form button[type=submit]")).click();
      await find("main h1", "我的结对户");
    },
    async households(n) {
      for (let i = 0; i < 100; i++) { if (document.querySelectorAll("main .list a").length >= n) break; await sleep(50); }
      return [...document.querySelectorAll("main .list a")].map((a) => a.getAttribute("href").slice(4));
    },
    // weigh is how many bytes the office sends to a phone that holds nothing.
    async weigh() {
      const phone = await new Promise((done) => { const r = indexedDB.open("songnuan-m"); r.onsuccess = () => { const g = r.result.transaction("meta").objectStore("meta").get("phone"); g.onsuccess = () => done(g.result); }; });
      const res = await fetch("/m/sync/slice", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ phone: phone.id, held: {}, forms: [], ask: [] }) });
      return res.ok ? (await res.text()).length : 1e9;
    },
    // enter fills in one visit; met asks for the long way with a signature, noted says
    // that something is otherwise than on file.
    async enter(household, n, met, noted) {
      location.hash = "#/h/" + household;
      (await find(`[data-act=visit][data-file="${household}"]`)).click();
      if (met) {
        await pick("met", "本人");
        await pick("changes", "没有变化");
        await pick("state", "平稳");
      } else {
        await pick("met", "没有见到");
        await pick("not_met", "外出");
      }
      (await find("#next")).click();
      if (met) await pick("heating", "空调");
      const input = await find("input[name=place_photo]");
      const files = new DataTransfer();
      files.items.add(new File([await picture(n)], "p.jpg", { type: "image/jpeg" }));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      await find('[data-question="place_photo"] figure');
      (await find("#next")).click();
      await find('[data-question="policy"], #next');
      (await find("#next")).click();
      if (met) {
        const pad = await find("canvas.pad");
        for (const [kind, x, y] of [["pointerdown", 20, 30], ["pointermove", 90, 60], ["pointerup", 90, 60]]) {
          const r = pad.getBoundingClientRect();
          const e = new PointerEvent(kind, { bubbles: true, clientX: r.left + x, clientY: r.top + y, pointerId: 1 });
          pad.setPointerCapture = () => {};
          pad.dispatchEvent(e);
        }
        await sleep(60);
        [...document.querySelectorAll('[data-question="signature"] button')].find((b) => b.textContent === "签好了").click();
        await find('[data-question="signature"] figure');
      }
      (await find("#next")).click();
      if (noted) {
        (await find("details summary")).click();
        type(await find('input[name="noted.contact"]'), noted);
        type(await find('textarea[name="reason"]'), "邻居说的。");
      }
      (await find("#finish")).click();
      for (let i = 0; i < 400 && !location.hash.startsWith("#/h/"); i++) await sleep(25);
      if (!location.hash.startsWith("#/h/")) throw new Error("not finished: " + document.body.innerText.slice(0, 800));
    },
    async send() {
      location.hash = "#/out";
      (await find("#send")).click();
    },
    async states() {
      return new Promise((done, fail) => {
        const r = indexedDB.open("songnuan-m");
        r.onerror = () => fail(r.error);
        r.onsuccess = () => {
          const all = r.result.transaction("entries").objectStore("entries").getAll();
          all.onsuccess = () => { r.result.close(); done(all.result.map((e) => e.state)); };
        };
      });
    },
  };
  return true;
})()
