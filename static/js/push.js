// This browser shows notifications, once somebody said so here (push-page.js). A browser may change the address it can
// be reached at; then the new one is brought to Kring at the next page, without a question.
(() => {
  const KEPT = "kring-push", PATIENCE = 10000;
  const isAble = Boolean(navigator.serviceWorker && window.PushManager && window.Notification);

  const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const fields = (subscription) => ({
    endpoint: subscription.endpoint,
    p256dh: encode(subscription.getKey("p256dh")),
    auth: encode(subscription.getKey("auth")),
  });
  const hasKey = (subscription, key) => encode(subscription.options.applicationServerKey ?? []) === key;

  const kept = () => JSON.parse(localStorage.getItem(KEPT));
  const keep = (value) => localStorage.setItem(KEPT, JSON.stringify(value));
  const current = async () => (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();

  // A new address: the old one may be worn out, or was made for another key.
  const subscribe = async (key) => {
    const late = new Promise((_done, fail) => { setTimeout(fail, PATIENCE, new Error("no service worker")); });
    const { pushManager } = await Promise.race([navigator.serviceWorker.ready, late]);
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };

  // Says whether Kring took it.
  const renew = async ({ key, url, name }) => {
    const found = await current();
    const subscription = found && hasKey(found, key) ? found : await subscribe(key);
    const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ ...fields(subscription), name, csrfmiddlewaretoken });
    const headers = { "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
    const isTaken = answer.status === 204;
    if (isTaken) keep({ endpoint: subscription.endpoint, key, url, name });
    return isTaken;
  };

  // Without internet, or without the service of the vendor: again at the next page.
  const check = async () => {
    const before = kept();
    if (!isAble || !before || Notification.permission !== "granted") return false;
    const isSame = (await current())?.endpoint === before.endpoint;
    return isSame ? false : renew(before).catch(() => false);
  };

  const forget = () => localStorage.removeItem(KEPT);
  // Who signs in here next did not ask for anything; the service worker lets go of the address.
  document.addEventListener("submit", ({ target }) => {
    const address = new URL(target.getAttribute("action") ?? "", location.href);
    if (address.pathname === document.body.dataset.signOut) forget();
  });
  document.addEventListener("kring:push-changed", check);
  window.kringPush = { isAble, current, subscribe, fields, hasKey, keep, forget, renew, renewed: check() };
})();
