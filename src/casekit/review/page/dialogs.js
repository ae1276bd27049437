// Questions that need an answer, and the help.

import { button, byId, el, fill, select } from "./dom.js";
import { say } from "./words.js";
import { typeRows } from "./types.js";

const KEYS = [
  ["← →", "move"], ["↑ ↓", "lines"], ["⇧ ← →", "extend"], ["Enter", "open"], ["n  p", "mentions"], ["u", "unsure"],
  ["a", "accept"], ["r", "reject"], ["t", "type"], ["m", "mark"], ["z", "undo"], ["y", "redo"], ["?", "help"],
];
const LOOKS = ["replaced", "kept", "unsure", "rejected"];

/** Shows a dialog made of `parts`; the first field or the element with `autofocus` gets the focus. */
function open(title, ...parts) {
  const root = byId("dialog");
  fill(root, el("h2", { id: "dialog-title" }, title), ...parts);
  root.showModal();
  return root;
}

const cancel = (words = "words.cancel") => button(say(words), () => byId("dialog").close(), { class: "quiet" });

/** A form with a deed; `doing` may answer a sentence that says what is wrong, and the dialog stays. */
function form(deed, doing, fields, meanwhile = "") {
  const wrong = el("p", { class: "wrong", role: "alert" });
  const busy = el("p", { class: "soft busy", role: "status" });
  let running = false;
  const submit = async (event) => {
    event.preventDefault();
    if (running) return undefined;
    running = true;
    [wrong.textContent, busy.textContent] = ["", meanwhile];
    const sentence = await doing();
    running = false;
    busy.textContent = "";
    if (!event.target.isConnected) return undefined;
    if (!sentence) return byId("dialog").close();
    wrong.textContent = sentence;
    return undefined;
  };
  return el("form", { on: { submit } }, ...fields, wrong, busy, el("div", { class: "deeds end" }, cancel(), el("button", { class: "main" }, deed)));
}

/** Asks before something is done; a list among the sentences is shown as one. */
export function confirm(title, sentences, deed, doing) {
  const told = (one) => (Array.isArray(one) ? el("ul", { class: "points" }, ...one.map((point) => el("li", {}, point))) : el("p", {}, one));
  open(title, ...sentences.map(told), form(deed, doing, []));
}

/** Asks what a stretch of the text is; without one the words are typed and looked for. */
export function askMark(page, stretch, type) {
  const { model } = page;
  const words = stretch ? model.surface(stretch) : "";
  const input = el("input", { id: "mark-words", value: words, autocomplete: "off", spellcheck: "false", lang: model.state.language, required: true });
  const chosen = select("mark-type", typeRows(model.state.types), type);
  const all = el("input", { type: "checkbox", id: "mark-all", checked: true });
  const doing = () => {
    const found = stretch && input.value === words ? stretch : page.find(input.value);
    if (!found) return say("words.not_found");
    page.mark(found, chosen.value, all.checked);
    return null;
  };
  open(
    say("words.mark"),
    el("p", { class: "soft" }, say("words.mark_lead")),
    form(
      say("words.mark_do"), doing, [
        el("div", { class: "field" }, el("label", { for: "mark-words" }, say("words.mark_words")), input),
        el("div", { class: "field" }, el("label", { for: "mark-type" }, say("words.type")), chosen),
        el("label", { class: "check" }, all, say("words.all_forms")),
      ],
    ),
  );
  if (stretch) chosen.focus();
}

/** Asks for a passphrase, twice, and does something with it. */
export function askPassphrase(doing) {
  const field = (id, label) => [
    el("label", { for: id }, label),
    el("input", { id, type: "password", autocomplete: "new-password", spellcheck: "false", required: true }),
  ];
  const value = (id) => byId(id).value;
  open(
    say("words.save_title"),
    el("p", { class: "soft" }, say("words.save_lead")),
    form(
      say("words.save_do"),
      () => (value("phrase") === value("phrase-again") ? doing(value("phrase")) : say("words.phrases_differ")),
      [
        el("div", { class: "field" }, ...field("phrase", say("words.passphrase"))),
        el("div", { class: "field" }, ...field("phrase-again", say("words.passphrase_again"))),
      ],
      say("words.saving"),
    ),
  );
}

/** The keys, and what the colours and signs mean. */
export function showHelp(page) {
  const { types } = page.model.state;
  const keys = KEYS.flatMap(([key, name]) => [el("dt", {}, ...key.split("  ").map((one) => el("kbd", {}, one))), el("dd", {}, say(`keys.${name}`))]);
  const looks = LOOKS.map((look) => el("li", {}, el("span", { class: "item", data: { look, type: "PERSON" } }, say(`signs.${look}`))));
  const signs = types.map((type) => el("li", {}, el("span", { class: "item", data: { look: "replaced", type } }, say(`types.${type}`))));
  const root = open(
    say("words.help_title"),
    el("h3", {}, say("words.signs")),
    el("ul", { class: "signs" }, ...looks),
    el("ul", { class: "signs" }, ...signs),
    el("h3", {}, say("words.keys")),
    el("p", { class: "soft" }, say("words.keys_lead")),
    el("dl", { class: "keys" }, ...keys),
    el("div", { class: "deeds end" }, cancel("words.close")),
  );
  byId("dialog-title").tabIndex = -1;
  byId("dialog-title").focus();
  root.scrollTop = 0;
}
