// A wedge scanner types like a very fast person. Its burst is read anywhere on the page by the place of each key,
// not by the letter the keyboard layout makes of it, so that French, German or Russian layouts and Caps Lock do not matter.
const FASTEST_PERSON = 45; // milliseconds between two keys
const SHORTEST_CODE = 6;
const SILENCE = 150; // some scanners send neither Enter nor Tab
const SIGNS = { Minus: "-", NumpadSubtract: "-", Period: ".", NumpadDecimal: ".", Slash: "/", Space: " ", Semicolon: ":" };

const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);

let burst = null;

export function listenForScanner() {
  if (document.querySelector("[data-scan]")) document.addEventListener("keydown", hear, { capture: true });
}

function hear(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.repeat) return forget(); // a key held down is not a scanner
  const inBurst = burst && event.timeStamp - burst.at < FASTEST_PERSON;
  if (ENDS.has(event.code)) return inBurst ? end(event) : forget();
  const sign = signOf(event.code);
  if (!sign) return;
  if (!inBurst) start(event);
  burst.at = event.timeStamp;
  burst.code += sign;
  if (sign === " " && inBurst && !isField(event.target)) event.preventDefault(); // a space would press the focused button
  clearTimeout(burst.timer);
  burst.timer = setTimeout(() => end(null), SILENCE);
}

function start(event) {
  clearTimeout(burst?.timer);
  const field = isField(event.target) ? event.target : null;
  burst = { code: "", at: 0, field, before: field?.value ?? "", timer: 0 };
}

function forget() {
  clearTimeout(burst?.timer);
  burst = null;
}

function end(event) {
  const { code, field, before } = burst;
  forget();
  if (code.trim().length < SHORTEST_CODE) return;
  event?.preventDefault();
  event?.stopPropagation();
  if (event?.isComposing) field?.blur(); // lets go of what an input method made of the keys
  if (field) field.value = before;
  read(code.trim(), field);
}

function signOf(code) {
  const key = /^(?:Key|Digit|Numpad)([A-Z]|\d)$/.exec(code);
  return key ? key[1] : SIGNS[code] ?? "";
}

function isField(element) {
  return element.matches("textarea, select, input:not([type=hidden], [type=checkbox], [type=radio])");
}

function read(code, field) {
  if (field?.matches("[data-takes-codes]")) {
    field.value = code;
    return field.form.requestSubmit();
  }
  const form = document.querySelector("main [data-scan]") || document.querySelector("[data-scan]");
  if (!form) return;
  form.elements.code.value = code;
  form.requestSubmit();
}
