// Forms are sent without leaving the page; what came back is shown, focused and spoken.
const FRAGMENT = { "X-Requested-With": "console" };
const LONGEST_WAIT = 20000;

export function sendForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    send(form, event.submitter);
  });
  document.querySelector("[data-result]")?.focus();
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  form.dataset.sending = "yes";
  button?.setAttribute("aria-disabled", "true");
  say(document.body.dataset.busy);
  try {
    const signal = AbortSignal.timeout(LONGEST_WAIT);
    const reply = await fetch(form.action, { method: "POST", body, headers: FRAGMENT, signal });
    if (reply.status === 401) return location.assign(document.body.dataset.signIn);
    trouble("");
    show(await reply.text(), reply.url, button?.id);
  } catch {
    trouble(document.body.dataset.noConnection); // the form keeps its key, so pressing again is safe
  } finally {
    delete form.dataset.sending;
    button?.removeAttribute("aria-disabled");
  }
}

function show(html, url, pressed) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main");
  const main = document.querySelector("main");
  if (!fresh || page.querySelector("main.door")) return location.assign(url);
  main.className = fresh.className;
  main.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  history.replaceState(null, "", address(url));
  focusOn(main, pressed);
  document.dispatchEvent(new Event("console:shown"));
  say([...main.querySelectorAll("[data-say]")].map((element) => element.innerText || element.textContent).join(" "));
}

// What the last act did is not part of the address: loading the page again must not say it again.
function address(url) {
  const clean = new URL(url);
  clean.searchParams.delete("did");
  clean.searchParams.delete("pickup");
  if (/\/pickups\/[^/]+\/[^/]+$/.test(clean.pathname)) return location.href;
  return clean.href;
}

function focusOn(main, pressed) {
  const next = main.querySelector("[data-result]") || main.querySelector("#code") || document.getElementById(pressed);
  if (next) return next.focus();
  const tag = pressed && document.getElementById(pressed.replace(/^\w+-/, "open-"));
  (tag || main).focus();
}

export function say(words) {
  const status = document.getElementById("status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = words; });
}

export function trouble(words) {
  const place = document.getElementById("trouble");
  place.hidden = !words;
  place.textContent = words;
}
