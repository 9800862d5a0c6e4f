// Switching notifications on for this device. All sentences are in the page; this shows the one that is true here.
(() => {
  const { isAble, current, subscribe, fields, hasKey, keep, forget, renew, renewed } = window.kringPush;
  const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["SamsungBrowser", "Samsung Internet"], ["Firefox"],
    ["FxiOS", "Firefox"], ["CriOS", "Chrome"], ["Chrome"], ["Safari"]];
  const SYSTEMS = [["iPhone"], ["iPad"], ["Android"], ["Windows"], ["CrOS", "Chromebook"], ["Macintosh", "Mac"], ["Linux"]];
  const agent = navigator.userAgent;
  const among = (names) => names.find(([word]) => agent.includes(word));
  const named = ([word, name] = []) => name ?? word;

  // An iPad says that it is a Mac; a Mac cannot be touched.
  const system = agent.includes("Macintosh") && navigator.maxTouchPoints > 1 ? "iPad" : named(among(SYSTEMS));
  const needsHome = ["iPhone", "iPad"].includes(system) && !matchMedia("(display-mode: standalone)").matches;
  const name = ({ pushName, pushNameless }) => {
    const browser = named(among(BROWSERS));
    return browser && system ? pushName.replace("BROWSER", browser).replace("SYSTEM", system) : pushNameless;
  };

  const mark = async (text) => {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const isKnown = async (form, { endpoint }) => form.dataset.pushKnown.split(" ").includes(await mark(endpoint));
  const isOn = async (form) => {
    if (await renewed) return true;
    const found = await current(), known = Boolean(found) && await isKnown(form, found);
    // Taken off the list, here or on another device: then it is off, until somebody asks for it here again.
    if (!known) { forget(); return false; }
    const wish = { key: form.dataset.pushKey, url: form.action, name: name(form.dataset) };
    if (!hasKey(found, wish.key)) return renew(wish);
    keep({ endpoint: found.endpoint, ...wish });
    return true;
  };

  const show = (form, state) => form.querySelectorAll("[data-push-state]").forEach((part) => {
    part.hidden = part.dataset.pushState !== state;
  });
  const look = async (form) => {
    if (needsHome) return show(form, "home");
    if (!isAble) return show(form, "unable");
    if (Notification.permission === "denied") return show(form, "denied");
    show(form, Notification.permission === "granted" && await isOn(form).catch(() => false) ? "on" : "ask");
  };

  const switchOn = async (form, button) => {
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") return await look(form);
      const { pushKey: key } = form.dataset, subscription = await subscribe(key);
      const values = { ...fields(subscription), name: name(form.dataset) };
      Object.entries(values).forEach(([field, value]) => { form.elements[field].value = value; });
      keep({ endpoint: subscription.endpoint, key, url: form.action, name: values.name });
      form.requestSubmit();
    } catch {
      show(form, "failed");
    } finally {
      button.disabled = false;
    }
  };

  const start = (root) => root.querySelectorAll("[data-push]").forEach(look);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-push-on]");
    if (button) switchOn(button.closest("[data-push]"), button);
  });
  document.addEventListener("htmx:load", ({ detail: { elt } }) => { if (elt !== document.body) start(elt); });
  start(document);
})();
