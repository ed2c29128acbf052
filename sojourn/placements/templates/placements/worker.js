// Of this one address: when the network fails, what the page itself has put aside in this browser (ui/offline.js).
const kept = async (request) => (await caches.match(request, { ignoreVary: true })) ?? Response.error();

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(fetch(request).catch(() => kept(request)));
});
