// The service worker. It keeps the files of one page, "there is no internet now", and never a page, a photo or an
// answer of the portal. What is not a visit to a page, and not one of those files, it leaves alone.
const { version, offline, shell, icon, badge, news } = self.kring;
const CACHE = `kring-${version}`;
const OURS = { ignoreVary: true };

// Without a session: what is kept is the same for everybody. One file that is missing, and nothing is installed.
const keep = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([
    new Request(offline, { credentials: "omit", cache: "no-cache" }),
    ...shell.map((address) => new Request(address, { credentials: "omit" })),
  ]);
  // No page in a tab depends on a worker of its own version, so a new one need not wait until all tabs are closed:
  // an app on a telephone never is.
  await self.skipWaiting();
};

const takeOver = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  // The browser asks for the page while this worker still wakes up.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
};

const visit = async (event) => {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await caches.match(offline, OURS)) || Response.error();
  }
};

const file = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, OURS)) || Response.error();
  }
};

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (shell.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

// Only an address of our own; anything else leads to the front page.
const within = (address) => {
  const url = new URL(address || "/", self.location.origin);
  return url.origin === self.location.origin ? url.href : `${self.location.origin}/`;
};

const count = (number) => {
  if (Number.isInteger(number)) return number > 0 ? navigator.setAppBadge?.(number) : navigator.clearAppBadge?.();
};

// A browser takes the right to push away from who shows nothing: words that cannot be read still say something came.
const words = (data) => {
  try {
    return Object(data.json());
  } catch {
    return {};
  }
};

const tell = async (data) => {
  const { title = "Kring", body = news, url = "/", tag = "", count: number } = data ? words(data) : {};
  const options = { body, tag, renotify: Boolean(tag), icon, badge, data: { url: within(url) } };
  await Promise.all([self.registration.showNotification(title, options), count(number)]);
};

// A window that shows something else may hold a text that is not finished: it is left as it is.
const open = async ({ url }) => {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => client.url === url);
  return there ? there.focus() : self.clients.openWindow(url);
};

// Who signs out leaves nothing behind on this device, and it hears of nothing any more.
const leave = async () => {
  const shown = await self.registration.getNotifications();
  shown.forEach((notification) => notification.close());
  const subscription = await self.registration.pushManager?.getSubscription();
  await Promise.all([count(0), subscription?.unsubscribe()]);
};

self.addEventListener("push", (event) => event.waitUntil(tell(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
self.addEventListener("message", (event) => {
  if (event.data === "sign-out") event.waitUntil(leave());
});
// Only a page knows whose device this is: an open one hears it now, any other compares at its next visit.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(
  self.clients.matchAll({ type: "window" })
    .then((windows) => windows.forEach((client) => client.postMessage("push-changed"))),
));
