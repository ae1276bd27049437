// Keys. Single letters only count while the focus is in one of the two texts.

import { announce, byId } from "./dom.js";
import { showHelp } from "./dialogs.js";
import { say } from "./words.js";

/** The Latin letter of a key, also on a keyboard of another script; else what the key gives. */
function letter(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key.length === 1 && event.code.startsWith("Key")) return event.code[3].toLowerCase();
  return event.key;
}

export function listen(page) {
  for (const root of Object.values(page.texts.roots)) {
    root.addEventListener("keydown", (event) => inText(page, event));
  }
  document.addEventListener("keydown", (event) => anywhere(page, event));
}

/** Undo and redo as everywhere else, outside of fields and dialogs. */
function anywhere(page, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, select, dialog")) return;
  const key = letter(event);
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) page.redo();
  else page.undo();
}

function inText(page, event) {
  if (page.caret.key(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const doing = DEEDS[letter(event)];
  if (!doing) return;
  event.preventDefault();
  doing(page);
}

/** The item that has the focus or holds the caret. */
function current(page) {
  const focused = page.texts.itemOf(document.activeElement);
  return focused ?? (page.caret.head && page.model.itemAt(page.caret.head[0]));
}

function step(page, by, wanted = () => true, none = "words.none_such") {
  const items = page.model.items.filter(wanted);
  if (!items.length) return void announce(say(none));
  const at = page.caret.head?.[0] ?? -1;
  const next = by > 0 ? items.find((one) => one.start > at) ?? items[0] : items.findLast((one) => one.start < at) ?? items.at(-1);
  page.goTo("original", next.start, next.end);
  return next;
}

function open(page, focus) {
  const item = current(page);
  if (!item) return announce(say("words.not_here"));
  const pane = document.activeElement.closest?.("#result") ? "result" : "original";
  page.card.open(item, page.texts.nodeOf(item, pane) ?? page.texts.nodeOf(item) ?? byId("original-text"), focus);
}

function accept(page) {
  const item = current(page);
  if (!item || item.look === "replaced") return announce(say(item ? "words.is_replaced" : "words.not_here"));
  return page.accept(item, item.type);
}

function reject(page) {
  const item = current(page);
  if (!item || item.kind === "rejected") return announce(say("words.not_here"));
  return page.reject(item, false);
}

function nextUnsure(page) {
  const found = step(page, 1, (one) => one.kind === "unsure", "words.none_left");
  if (!found) return;
  page.unsure.at = found.start;
  page.refreshPanel();
}

const DEEDS = {
  n: (page) => step(page, 1),
  p: (page) => step(page, -1),
  u: nextUnsure,
  a: accept,
  r: reject,
  t: (page) => open(page, "#card-type"),
  m: (page) => page.askMark(),
  z: (page) => page.undo(),
  y: (page) => page.redo(),
  Enter: (page) => open(page),
  " ": (page) => open(page),
  "?": (page) => showHelp(page),
};
