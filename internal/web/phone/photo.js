// Photos are shrunk on the phone: the long edge to 1600 pixels, the file to
// 300 KB, which drops the place and the device that a camera writes into it.
const EDGE = 1600;
const MOST = 300 * 1024;

async function picture(file) {
  if (globalThis.createImageBitmap) {
    try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch (e) { /* an old browser knows no such option */ }
  }
  const url = URL.createObjectURL(file);
  try {
    const img = new Image();
    await new Promise((done, fail) => { img.onload = done; img.onerror = () => fail(new Error("no picture")); img.src = url; });
    return img;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function jpeg(canvas, quality) { return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality)); }

// shrink gives the bytes of a JPEG; null when the file is no picture.
export async function shrink(file) {
  let from;
  try { from = await picture(file); } catch (e) { return null; }
  const canvas = document.createElement("canvas");
  let scale = Math.min(1, EDGE / Math.max(from.width, from.height));
  for (let tries = 0; tries < 6; tries++) {
    canvas.width = Math.max(1, Math.round(from.width * scale));
    canvas.height = Math.max(1, Math.round(from.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(from, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.82, 0.7, 0.55, 0.4]) {
      const blob = await jpeg(canvas, quality);
      if (blob && blob.size <= MOST) return new Uint8Array(await blob.arrayBuffer());
    }
    scale *= 0.75;
  }
  return null;
}

// pad is a field to sign in with a finger; done gets a PNG, or null when cleared.
export function pad(done, label) {
  const canvas = document.createElement("canvas");
  canvas.width = 600;
  canvas.height = 240;
  canvas.className = "pad";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  let drawing = false;
  const at = (e) => { const r = canvas.getBoundingClientRect(); return [(e.clientX - r.left) * canvas.width / r.width, (e.clientY - r.top) * canvas.height / r.height]; };
  canvas.addEventListener("pointerdown", (e) => { drawing = true; canvas.setPointerCapture(e.pointerId); pen.beginPath(); pen.moveTo(...at(e)); pen.lineTo(...at(e)); pen.stroke(); e.preventDefault(); });
  canvas.addEventListener("pointermove", (e) => { if (drawing) { pen.lineTo(...at(e)); pen.stroke(); } });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    canvas.toBlob(async (blob) => done(new Uint8Array(await blob.arrayBuffer())), "image/png");
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  return { canvas, clear() { pen.clearRect(0, 0, canvas.width, canvas.height); done(null); } };
}
