// The console works without scripts; these make it live, quick and deaf to keyboard layouts.
import { sendForms } from "./acts.js";
import { keepFresh } from "./live.js";
import { listenForScanner } from "./scanner.js";

sendForms();
keepFresh();
listenForScanner();
