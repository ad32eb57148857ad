// The phone's disk: IndexedDB, an object store a noun. A write is done when its
// transaction is complete, not before.
const NAME = "songnuan-m";
const STORES = ["meta", "households", "forms", "entries", "photos"];
let opening;

function open() {
  opening = opening || new Promise((done, fail) => {
    const r = indexedDB.open(NAME, 1);
    r.onupgradeneeded = () => {
      for (const s of STORES) r.result.createObjectStore(s, s === "meta" ? undefined : { keyPath: s === "forms" ? "digest" : "id" });
    };
    r.onsuccess = () => { r.result.onversionchange = () => r.result.close(); done(r.result); };
    r.onerror = () => fail(r.error);
  });
  return opening;
}

// run does work in one transaction and gives what it gave, once all is written.
export async function run(stores, mode, work) {
  const db = await open();
  return new Promise((done, fail) => {
    const tx = mode === "readwrite" ? db.transaction(stores, mode, { durability: "strict" }) : db.transaction(stores, mode);
    let value;
    tx.oncomplete = () => done(value);
    tx.onerror = tx.onabort = () => fail(tx.error);
    const result = work(tx);
    if (result && typeof result.addEventListener === "function") result.addEventListener("success", () => { value = result.result; });
  });
}

export const get = (store, key) => run([store], "readonly", (tx) => tx.objectStore(store).get(key));
export const all = (store) => run([store], "readonly", (tx) => tx.objectStore(store).getAll());
export const put = (store, value, key) => run([store], "readwrite", (tx) => { tx.objectStore(store).put(value, key); });
export const drop = (store, key) => run([store], "readwrite", (tx) => { tx.objectStore(store).delete(key); });
export const clear = (store) => run([store], "readwrite", (tx) => { tx.objectStore(store).clear(); });
