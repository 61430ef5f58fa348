// Today keeps itself fresh, and says honestly how old it is.
import { say } from "./acts.js";

const EVERY = 4000;
const STALE = 15000;
let freshAt = Date.now();
let wasStale = false;
let asking = null;

export function keepFresh() {
  document.addEventListener("console:shown", () => { freshAt = Date.now(); tell(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  window.addEventListener("online", refresh);
  setInterval(tell, 1000);
  setInterval(refresh, EVERY);
  tell();
}

async function refresh() {
  const place = document.querySelector("[data-live]");
  if (!place || asking) return;
  asking = AbortSignal.timeout(STALE);
  try {
    const reply = await fetch(place.dataset.live + location.search, { headers: { "X-Requested-With": "console" }, signal: asking });
    if (reply.status === 401) return location.assign(document.body.dataset.signIn);
    if (!reply.ok) return;
    if (place.isConnected) redraw(place, await reply.text());
    freshAt = Date.now();
  } catch {
    // the age on screen tells it
  } finally {
    asking = null;
    tell();
  }
}

// A board that shows the same is left in peace, so that nobody loses their place.
function redraw(place, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".board");
  const shown = place.querySelector(".board");
  if (!fresh || fresh.dataset.version === shown.dataset.version || place.querySelector("[data-sending]")) return;
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const [id, href] = [focused?.id, focused?.getAttribute("href")];
  const nearest = focused?.closest("section")?.id;
  shown.replaceWith(fresh);
  if (Number(fresh.dataset.urgent) > Number(shown.dataset.urgent)) say(place.dataset.arrived.replace("{count}", fresh.dataset.urgent));
  document.title = document.title.replace(/^(\(\d+\) )?/, fresh.dataset.urgent > 0 ? `(${fresh.dataset.urgent}) ` : "");
  if (!focused) return;
  const again = (id && document.getElementById(id)) || (href && place.querySelector(`a[href="${CSS.escape(href)}"]`))
    || (id && document.getElementById(id.replace(/^\w+-/, "open-"))) || document.getElementById(nearest);
  again?.focus({ preventScroll: true });
}

function tell() {
  const age = document.querySelector("[data-age]");
  if (!age) return;
  const seconds = Math.round((Date.now() - freshAt) / 1000);
  const stale = Date.now() - freshAt > STALE;
  age.classList.toggle("stale", stale);
  age.textContent = age.dataset[stale ? "stale" : "fresh"].replace("{seconds}", seconds);
  if (stale !== wasStale) say(stale ? age.textContent : age.dataset.back);
  wasStale = stale;
}
