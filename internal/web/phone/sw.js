// The service worker of /m/: the shell comes from this phone, whether there is a
// network or not; what is sent and fetched never goes through it. VERSION and
// FILES are written before this text by the server.
self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(VERSION).then((c) => c.addAll(FILES.map((f) => new Request(f, { cache: "reload" })))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (e) => {
  e.waitUntil(caches.keys().then((all) => Promise.all(all.filter((n) => n !== VERSION && n.startsWith("songnuan-m-")).map((n) => caches.delete(n)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin || !FILES.includes(url.pathname)) return;
  e.respondWith(caches.open(VERSION).then((c) => c.match(url.pathname)).then((kept) => kept || fetch(e.request)));
});
