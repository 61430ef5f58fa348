// The chat page: shows what is said, sends what is typed, tapped or shared. Long polling; no library.

const log = document.getElementById("log");
const form = document.getElementById("form");
const words = document.getElementById("words");
const status = document.getElementById("status");
const labels = { ...document.body.dataset };
let after = 0;
let waiting = null;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function picture(className, address, alt) {
  const image = element("img", className);
  image.src = address;
  image.alt = alt || "";
  image.addEventListener("error", () => image.remove());
  return image;
}

function turn(speaker, className) {
  const made = element("article", `turn ${className}`);
  const bubble = element("div", "bubble");
  bubble.append(element("span", "unseen", `${speaker}: `));
  made.append(bubble);
  return [made, bubble];
}

function optionButton(option) {
  const button = element("button", "option");
  button.type = "button";
  if (option.image) {
    button.classList.add("has-picture");
    button.append(picture("thumb", option.image, ""));
  }
  const text = element("span", "label");
  text.append(element("span", "name", option.label));
  if (option.hint) text.append(element("span", "hint", option.hint));
  button.append(text);
  const isSaid = option.label.startsWith(String(option.number));
  if (option.number !== undefined && option.number !== null && !isSaid) {
    const number = element("span", "number", String(option.number));
    number.setAttribute("aria-hidden", "true");
    button.prepend(number);
  }
  button.addEventListener("click", () => say({ token: option.token, label: option.label }));
  return button;
}

function optionList(options, className) {
  const list = element("ul", `options ${className}`);
  list.setAttribute("aria-label", labels.choices);
  for (const option of options) {
    const item = element("li");
    item.append(optionButton(option));
    list.append(item);
  }
  return list;
}

function shareButton(label) {
  const list = element("div", "options");
  const button = element("button", "option share", label);
  button.type = "button";
  button.addEventListener("click", share);
  list.append(button);
  return list;
}

function showMine(message) {
  const [made, bubble] = turn(labels.you, "mine");
  bubble.append(element("p", "words", message.said));
  return made;
}

function showShops(message) {
  const [made, bubble] = turn(labels.shop, message.code ? "pass" : "shops");
  if (message.image && !message.code) bubble.append(picture("picture", message.image, message.alt));
  if (message.title) bubble.append(element("h2", "", message.title));
  if (message.text) bubble.append(element("p", "words", message.text));
  if (message.code) {
    if (message.image) bubble.append(picture("picture", message.image, message.alt));
    bubble.append(element("p", "code", message.code));
  }
  if (!message.text && !message.title && !message.code) bubble.hidden = true;
  if (message.ask_location) made.append(shareButton(message.ask_location));
  const rich = (message.rows || []).filter((row) => row.hint || row.image);
  const plain = [...(message.rows || []).filter((row) => !row.hint && !row.image), ...(message.buttons || [])];
  if (rich.length) made.append(optionList(rich, "rows"));
  if (plain.length) made.append(optionList(plain, ""));
  return made;
}

function settle() {
  waiting?.remove();
  waiting = null;
}

function show(messages) {
  if (!messages.length) return;
  settle();
  if (messages.some((message) => message.said)) {
    for (const old of log.querySelectorAll(".turn:not(.past)")) old.classList.add("past");
  }
  let first = null;
  for (const message of messages) {
    if (message.id <= after) continue;
    after = message.id;
    const made = message.said ? showMine(message) : showShops(message);
    first ??= message.said ? null : made;
    log.append(made);
    if (message.said) first = null;
  }
  reveal(first);
}

// A long answer is read from its beginning, a short one is seen whole.
function reveal(first) {
  const end = log.scrollHeight - log.clientHeight;
  log.scrollTop = first ? Math.min(end, first.offsetTop - log.offsetTop - 60) : end;
}

function expect(label) {
  settle();
  waiting = element("div", "");
  if (label) {
    const mine = showMine({ said: label });
    mine.classList.add("waiting");
    waiting.append(mine);
  }
  const [made, bubble] = turn(labels.shop, "shops");
  const dots = element("span", "dots");
  dots.append(element("i"), element("i"), element("i"));
  bubble.append(element("span", "unseen", labels.thinking), dots);
  waiting.append(made);
  log.append(waiting);
  log.scrollTop = log.scrollHeight;
}

function note(text) {
  status.textContent = text;
  status.hidden = !text;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function eventName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The same event keeps its name however often it is sent, so that it has one effect.
async function say(what) {
  const body = JSON.stringify({ id: eventName(), ...what });
  expect(what.open ? "" : what.label || what.text);
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const answer = await fetch("heard", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (answer.ok || answer.status === 400) return note("");
    } catch {
      // No network: the same is sent again below.
    }
    note(labels.offline);
    await pause(wait);
  }
}

function share() {
  const found = ({ coords }) => {
    note("");
    say({ spot: { latitude: coords.latitude, longitude: coords.longitude }, label: labels.located });
  };
  const refused = () => {
    note(labels.no_location);
    words.focus();
  };
  if (!navigator.geolocation) return refused();
  navigator.geolocation.getCurrentPosition(found, refused, { timeout: 10000, maximumAge: 300000 });
}

async function speak(locale) {
  document.documentElement.lang = locale;
  const found = await (await fetch(`labels?locale=${encodeURIComponent(locale)}`)).json();
  Object.assign(labels, found);
  document.title = found.title;
  log.setAttribute("aria-label", found.log);
  words.placeholder = found.placeholder;
  for (const labelled of document.querySelectorAll("[data-label]")) {
    labelled.textContent = found[labelled.dataset.label];
  }
}

async function listen() {
  let isFirst = true;
  for (let wait = 500; ; ) {
    try {
      const answer = await fetch(`messages?after=${after}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { messages, locale } = await answer.json();
      if (locale && locale !== document.documentElement.lang) await speak(locale);
      show(messages);
      if (isFirst && !messages.length) say({ open: true });
      else if (!messages.length && after === 0) await pause(400);
      isFirst = false;
      wait = 500;
      if (!waiting) note("");
    } catch {
      note(labels.offline);
      await pause(wait);
      wait = Math.min(wait * 2, 8000);
    }
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value.trim();
  if (!text) return;
  words.value = "";
  say({ text });
});

listen();
