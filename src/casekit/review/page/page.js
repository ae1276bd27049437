// The review page: it shows what casekit knows, sends what the reader decides, and shows what came of it.

import { fetchFile, get, keepFile, post } from "./api.js";
import { Card } from "./card.js";
import { Caret } from "./caret.js";
import { askMark, askPassphrase, confirm, showHelp } from "./dialogs.js";
import { announce, button, byId, el, fill, keepingFocus } from "./dom.js";
import { listen } from "./keys.js";
import { Model } from "./model.js";
import { People } from "./people.js";
import { showNotes, showRisk, SIGNS } from "./risk.js";
import { Tabs } from "./tabs.js";
import { ofEntity, ofItem, ofMark } from "./told.js";
import { Texts } from "./texts.js";
import { Unsure } from "./unsure.js";
import { Views } from "./views.js";
import { fillWords, loadWords, say } from "./words.js";

const LANGUAGES = { ru: "Русский", en: "English", sv: "Svenska" };

const MOST_REASONS = 3;

class Page {
  constructor() {
    this.model = null;
    this.markedType = "PERSON";
    this.safe = 0;
    this.saving = false;
    this.queue = Promise.resolve();
    this.card = new Card(this);
    this.texts = new Texts((item, node) => this.card.open(item, node));
    this.caret = new Caret(this.texts);
    this.unsure = new Unsure(this);
    this.people = new People(this);
    this.tabs = new Tabs();
    this.views = new Views(this.texts);
  }

  async start() {
    const state = await get("/state");
    await this.speak(state.interface);
    this.safe = state.version;
    this.show(state);
    this.tabs.choose(state.unsure.length ? "unsure" : "people");
    this.listen();
  }

  listen() {
    const click = (id, doing) => byId(id).addEventListener("click", doing);
    click("undo", () => this.undo());
    click("redo", () => this.redo());
    click("mark", () => this.askMark());
    click("bubble", () => this.askMark());
    click("help", () => showHelp(this));
    click("save", () => this.save());
    click("download", () => this.download());
    click("stop", () => this.stop());
    click("badge", () => { this.tabs.choose("risk", true); this.views.panel(); });
    listen(this);
  }

  // what is shown

  async speak(code) {
    await loadWords(code);
    this.interface = code;
    document.documentElement.lang = code;
    document.title = say("words.title"); // without the file's name: browsers keep titles in their history
    fillWords();
    this.tabs.name();
    this.views.name();
  }

  show(state) {
    const before = this.model;
    const render = () => {
      this.model = new Model(state, this.model);
      this.showTop();
      this.texts.show(this.model);
      this.showPanel();
    };
    keepingFocus(render, (home, had) => this.nextFocus(home, had, before));
  }

  /** Where the focus goes when what had it is gone: to the text or the list that it was in. */
  nextFocus(home, had, before = this.model) {
    const row = home?.id === "people" && this.people.rowAfter(before, had);
    if (row) return row;
    if (home?.id === "unsure") return byId("unsure").querySelector("button") ?? byId("tab-unsure");
    if (home?.matches("[role=tabpanel]")) return byId(`tab-${home.id}`);
    if (home && had.dataset.start) this.caret.head = this.caret.anchor = this.caret.wordAt(Number(had.dataset.start));
    return home ?? byId("original-text");
  }

  showTop() {
    const { state } = this.model;
    byId("name").textContent = state.file.name;
    byId("undo").disabled = !state.can_undo;
    byId("redo").disabled = !state.can_redo;
    byId("badge").dataset.level = state.risk.level;
    byId("badge").textContent = `${SIGNS[state.risk.level]} ${say("words.risk_is", { level: say(`levels.${state.risk.level}`) })}`;
    this.choices("languages", Object.entries(LANGUAGES), this.interface, (code) => this.switchLanguage(code), true);
    this.choices("styles", state.styles.map((one) => [one, say(`styles.${one}`)]), state.style, (style) => this.restyle(style));
  }

  /** Buttons of which one is pressed. */
  choices(id, rows, chosen, doing, foreign = false) {
    fill(byId(id), ...rows.map(([value, words]) =>
      button(words, () => value !== chosen && doing(value), { focus: `${id}-${value}`, "aria-pressed": String(value === chosen), lang: foreign ? value : null })));
  }

  showPanel() {
    const { state } = this.model;
    this.unsure.show();
    this.people.show();
    showRisk(this);
    showNotes(this);
    this.tabs.count({ unsure: state.unsure.length, people: state.entities.length, notes: state.notes.length + (state.left_out ?? []).length });
  }

  refreshPanel() {
    keepingFocus(() => this.showPanel(), (home, had) => this.nextFocus(home, had));
  }

  goTo(pane, start, end) {
    this.views.reveal(pane);
    this.texts.goTo(pane, start, end);
  }

  // what is decided

  /** Does one thing after the other. */
  inTurn(doing) {
    this.queue = this.queue.then(doing);
    return this.queue;
  }

  /**
   * Sends something and says what came of it: `said(before, after)`. A decision that cannot be done is
   * told by `refused`, where that can; `settled` is called before anything else changes on the page.
   */
  send(path, body, said, { settled, refused } = {}) {
    return this.inTurn(async () => {
      try {
        const before = this.model;
        const answer = await post(path, { version: before.state.version, interface: this.interface, ...body });
        const state = await answer.json();
        settled?.();
        this.show(state);
        byId("trouble").replaceChildren();
        announce(said(before, this.model));
        return true;
      } catch (refusal) {
        if (refusal.status === 422 && refused?.(refusal.message)) return false;
        settled?.();
        await this.complain(refusal);
        return false;
      }
    });
  }

  act(decision, said, options) {
    return this.send("/decide", { decision }, said, options);
  }

  undo() {
    return this.model.state.can_undo ? this.send("/undo", {}, () => say("done.undo")) : announce(say("done.no_undo"));
  }

  redo() {
    return this.model.state.can_redo ? this.send("/redo", {}, () => say("done.redo")) : announce(say("done.no_redo"));
  }

  accept(item, type) {
    const { start, end } = item;
    return this.act({ do: "accept", start, end, type: type === item.type ? null : type }, ofItem(item));
  }

  reject(item, everywhere) {
    const { start, end } = item;
    return this.act({ do: "reject", start, end, everywhere }, ofItem(item));
  }

  retype(item, type, everywhere) {
    const { start, end } = item;
    return this.act({ do: "retype", start, end, type, everywhere }, ofItem(item, say("done.retype", { what: this.model.surface(item), type: say(`types.${type}`) })));
  }

  rename(entity, name, options) {
    return this.act({ do: "rename", entity: entity.id, name: name.trim() }, ofEntity(entity.id), options);
  }

  merge(entity, into) {
    const name = (id) => this.model.entities.get(id).original;
    return this.act({ do: "merge", entity, into }, ofEntity(entity, say("done.merge", { what: name(entity), into: name(into) })));
  }

  split(item) {
    return this.act({ do: "split", spots: [[item.start, item.end]] }, ofItem(item, say("done.split", { what: this.model.surface(item) })));
  }

  step(entity, step) {
    return this.act({ do: "step", entity, step }, ofEntity(entity));
  }

  restyle(style) {
    return this.act({ do: "style", style }, () => say("done.style", { style: say(`styles.${style}`) }));
  }

  mark(stretch, type, everywhere) {
    this.markedType = type;
    const { start, end } = stretch;
    return this.act({ do: "mark", start, end, type, everywhere }, ofMark(stretch, type));
  }

  askMark() {
    const stretch = this.caret.selection();
    byId("bubble").hidden = true;
    askMark(this, stretch, this.markedType);
  }

  /** Where words stand in the text, whole: as typed, in another case, as the beginning or as a part of words. */
  find(words) {
    const { text } = this.model;
    const sought = words.trim();
    if (!sought) return null;
    const escaped = sought.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\s+/g, "\\s+");
    const letter = "[\\p{L}\\p{N}\\p{M}_]";
    const begun = `(?<!${letter})${escaped}`;
    const whole = `${begun}(?!${letter})`;
    const tries = [[whole, "u"], [whole, "iu"], [`${begun}${letter}*`, "iu"], [`${letter}*${escaped}${letter}*`, "iu"]];
    for (const [pattern, flags] of tries) {
      const found = new RegExp(pattern, flags).exec(text.text);
      if (found) return { start: text.point(found.index), end: text.point(found.index + found[0].length) };
    }
    return null;
  }

  // the page itself

  async switchLanguage(code) {
    try {
      const state = await get(`/state?interface=${code}`);
      await this.speak(code);
      this.show(state);
      announce(say("done.language"));
    } catch (refusal) {
      await this.complain(refusal);
    }
  }

  async complain(refusal) {
    const sentence = refusal.key === "gone" ? say("words.gone") : refusal.message || say("words.failed");
    const away = button(say("words.close"), () => { byId("trouble").replaceChildren(); byId("original-text").focus(); }, { class: "quiet" });
    fill(byId("trouble"), el("p", {}, sentence), away);
    if (refusal.status === 409) await this.refetch();
  }

  async refetch() {
    const state = await get(`/state?interface=${this.interface}`).catch(() => null);
    if (state) this.show(state);
  }

  // what leaves the page

  download() {
    const { state } = this.model;
    const sentences = [];
    if (state.risk.level === "do_not_share") sentences.push(...this.warning());
    if (state.unsure.length) sentences.push(say("words.still_unsure", { count: state.unsure.length }));
    if (!sentences.length) return this.fetchClean();
    return confirm(say("words.download_title"), sentences, say("words.download_anyway"), async () => { await this.fetchClean(true); return null; });
  }

  /** Why it should not be shared: the first reasons, and how many more there are. */
  warning() {
    const { headline, reasons } = this.model.state.risk;
    const more = reasons.length - MOST_REASONS;
    const told = reasons.slice(0, MOST_REASONS).map((one) => one.text);
    return [headline, ...(told.length ? [told] : []), ...(more > 0 ? [say("words.more_reasons", { count: more })] : [])];
  }

  async fetchClean(accepted = false) {
    try {
      const name = await keepFile(await fetchFile(`/download?interface=${this.interface}${accepted ? "&accept_risk=yes" : ""}`));
      announce(say("done.download", { name }));
    } catch (refusal) {
      await this.complain(refusal);
    }
  }

  save() {
    if (this.saving) return undefined;
    const told = (wrong) => void (wrong && this.complain({ message: wrong }));
    if (this.model.state.knows_passphrase) return this.keep(null).then(told);
    return askPassphrase(async (phrase) => {
      const wrong = await this.keep(phrase);
      return byId("dialog").open ? wrong : told(wrong);
    });
  }

  /** Saves the decisions; a sentence that says what is wrong, or `null`. */
  keep(passphrase) {
    this.showSaving(true);
    return this.inTurn(async () => {
      try {
        const answer = await post("/save", { interface: this.interface, passphrase });
        const inBrowser = answer.headers.get("X-File-Name") !== null;
        const name = inBrowser ? await keepFile(answer) : (await answer.json()).name;
        this.safe = this.model.state.version;
        announce(say("done.save", { name }));
        return null;
      } catch (refusal) {
        return refusal.key === "gone" ? say("words.gone") : refusal.message || say("words.failed");
      } finally {
        this.showSaving(false);
      }
    });
  }

  showSaving(saving) {
    this.saving = saving;
    const words = say(saving ? "words.saving" : "words.save");
    byId("save").textContent = words;
    if (saving) announce(words);
  }

  /** Asks when all that was begun is done, so that it says truly what is not saved. */
  async stop() {
    await this.queue;
    const unsaved = this.model.state.version !== this.safe;
    confirm(say("words.stop_title"), [say(unsaved ? "words.stop_unsaved" : "words.stop_lead")], say("words.stop"), async () => {
      await post("/close", {}).catch(() => null);
      document.body.replaceChildren(el("main", { class: "over" }, el("h1", {}, say("words.stopped")), el("p", {}, say("words.stopped_lead"))));
      return null;
    });
  }
}

const page = new Page();
page.start().catch((refusal) => page.complain(refusal));
