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
import { Texts } from "./texts.js";
import { Unsure } from "./unsure.js";
import { Views } from "./views.js";
import { fillWords, loadWords, say } from "./words.js";

const LANGUAGES = { ru: "Русский", en: "English", sv: "Svenska" };

class Page {
  constructor() {
    this.model = null;
    this.markedType = "PERSON";
    this.safe = 0;
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
    const render = () => {
      this.model = new Model(state, this.model);
      this.showTop();
      this.texts.show(this.model);
      this.showPanel();
    };
    keepingFocus(render, (home, had) => this.nextFocus(home, had));
  }

  /** Where the focus goes when what had it is gone: to the text or the list that it was in. */
  nextFocus(home, had) {
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

  /** Sends one thing after the other; whatever goes wrong is told. */
  send(path, body, said) {
    const doing = async () => {
      try {
        const answer = await post(path, { version: this.model.state.version, interface: this.interface, ...body });
        this.show(await answer.json());
        byId("trouble").replaceChildren();
        if (said) announce(said);
        return true;
      } catch (refusal) {
        await this.complain(refusal);
        return false;
      }
    };
    this.queue = this.queue.then(doing);
    return this.queue;
  }

  act(decision, said, params) {
    return this.send("/decide", { decision }, say(said, params));
  }

  undo() {
    return this.model.state.can_undo ? this.send("/undo", {}, say("done.undo")) : announce(say("done.no_undo"));
  }

  redo() {
    return this.model.state.can_redo ? this.send("/redo", {}, say("done.redo")) : announce(say("done.no_redo"));
  }

  accept(item, type) {
    const { start, end } = item;
    return this.act({ do: "accept", start, end, type: type === item.type ? null : type }, "done.accept", { what: this.model.surface(item) });
  }

  reject(item, everywhere) {
    const { start, end } = item;
    return this.act({ do: "reject", start, end, everywhere }, "done.reject", { what: this.model.surface(item) });
  }

  retype(item, type, everywhere) {
    const { start, end } = item;
    return this.act({ do: "retype", start, end, type, everywhere }, "done.retype", { what: this.model.surface(item), type: say(`types.${type}`) });
  }

  rename(entity, name) {
    return this.act({ do: "rename", entity: entity.id, name: name.trim() }, "done.rename", { what: entity.original, name: name.trim() });
  }

  merge(entity, into) {
    const name = (id) => this.model.entities.get(id).original;
    return this.act({ do: "merge", entity, into }, "done.merge", { what: name(entity), into: name(into) });
  }

  split(item) {
    return this.act({ do: "split", spots: [[item.start, item.end]] }, "done.split", { what: this.model.surface(item) });
  }

  step(entity, step) {
    return this.act({ do: "step", entity, step }, "done.step", { what: this.model.entities.get(entity).original });
  }

  restyle(style) {
    return this.act({ do: "style", style }, "done.style", { style: say(`styles.${style}`) });
  }

  mark(stretch, type, everywhere) {
    this.markedType = type;
    const { start, end } = stretch;
    return this.act({ do: "mark", start, end, type, everywhere }, "done.mark", { what: this.model.surface(stretch), type: say(`types.${type}`) });
  }

  askMark() {
    const stretch = this.caret.selection();
    byId("bubble").hidden = true;
    askMark(this, stretch, this.markedType);
  }

  /** Where words stand in the text: as a whole word where they do, in the case they were typed where they are. */
  find(words) {
    const { text } = this.model;
    const sought = words.trim();
    if (!sought) return null;
    const escaped = sought.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\s+/g, "\\s+");
    const bounded = `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`;
    for (const [pattern, flags] of [[bounded, "u"], [bounded, "iu"], [escaped, "iu"]]) {
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
    if (state.risk.level === "do_not_share") sentences.push(state.risk.headline);
    if (state.unsure.length) sentences.push(say("words.still_unsure", { count: state.unsure.length }));
    if (!sentences.length) return this.fetchClean();
    return confirm(say("words.download_title"), sentences, say("words.download_anyway"), async () => { await this.fetchClean(true); return null; });
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
    return this.model.state.knows_passphrase ? this.keep(null).then((wrong) => wrong && this.complain({ message: wrong })) : askPassphrase((phrase) => this.keep(phrase));
  }

  /** Saves the decisions; a sentence that says what is wrong, or `null`. */
  async keep(passphrase) {
    try {
      const answer = await post("/save", { interface: this.interface, passphrase });
      const inBrowser = answer.headers.get("X-File-Name") !== null;
      const name = inBrowser ? await keepFile(answer) : (await answer.json()).name;
      this.safe = this.model.state.version;
      announce(say("done.save", { name }));
      return null;
    } catch (refusal) {
      return refusal.key === "gone" ? say("words.gone") : refusal.message || say("words.failed");
    }
  }

  stop() {
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
