// The page of form[data-worker] opens without a connection too: a copy of it, and of the parts it is made of, lies in
// this browser under the name of the account, and a worker of that one address hands it out when the network fails.
// It goes when the account signs out, when another account opens any page, and when nobody is signed in any more.
const prefix = "sojourn-page:";
const account = () => document.body.dataset.account ?? "";
const mine = () => prefix + account();

// When the page that is open was kept; null where it came from the server.
export function keptSince() {
  const at = Number(document.body.dataset.keptPage);
  return at ? new Date(at) : null;
}

export async function forgetPages(all = false) {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && (all || name !== mine())) await caches.delete(name);
  }
  if (account() && !all) return;
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
}

export async function keepPage(form) {
  if (!("caches" in window && "serviceWorker" in navigator) || !form.dataset.worker || keptSince()) return;
  try {
    await navigator.serviceWorker.register(form.dataset.worker);
    await navigator.serviceWorker.ready;
    const answer = await fetch(location.pathname, { headers: { "X-Sojourn-Queue": "page" }, redirect: "error" });
    const text = await answer.text();
    if (!answer.ok || text.includes("data-kept-page")) return;
    const headers = new Headers(answer.headers);
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    const cache = await caches.open(mine());
    await cache.put(location.pathname, new Response(text.replace("<body ", `<body data-kept-page="${Date.now()}" `), { headers }));
    await cache.addAll(parts());
    form.dataset.kept = "page";
  } catch { /* the page works as long as it stays open */ }
}

function parts() {
  const names = performance.getEntriesByType("resource").map((one) => one.name.split("#")[0]);
  return [...new Set(names)].filter((name) => name.startsWith(location.origin) && /\.(js|css|svg|woff2)(\?|$)/.test(name) && !name.includes("worker"));
}
