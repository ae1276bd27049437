// Finds that were not sure enough to be replaced, one by one.

import { announce, button, byId, el, fill, select } from "./dom.js";
import { say } from "./words.js";
import { typeRows } from "./types.js";

export class Unsure {
  constructor(page) {
    this.page = page;
    this.at = 0;
  }

  get all() {
    return this.page.model.state.unsure;
  }

  get current() {
    const found = this.all.find((one) => one.start >= this.at);
    return found ?? this.all[0] ?? null;
  }

  show() {
    const root = byId("unsure");
    const one = this.current;
    fill(root, el("p", { class: "lead" }, say(one ? "words.unsure_lead" : "words.unsure_none")), one && this.card(one));
    root.lang = document.documentElement.lang;
  }

  card(one) {
    const number = this.all.indexOf(one) + 1;
    const [before, itself, after] = this.page.model.around(one, 90);
    const { language } = this.page.model.state;
    const chosen = select("unsure-type", typeRows(this.page.model.state.types), one.type, { "data-focus": "unsure-type" });
    return el(
      "div",
      { class: "sheet" },
      el("p", { class: "count" }, say("words.unsure_count", { number, count: this.all.length })),
      el("blockquote", { lang: language }, before, el("mark", { "data-type": one.type, "data-look": "unsure" }, itself), after),
      el("p", { class: "soft" }, `${say(`types.${one.type}`)} · ${say("words.sure", { percent: Math.round(one.confidence * 100) })} · ${one.why}`),
      el("label", { class: "field", for: "unsure-type" }, say("words.type"), chosen),
      el(
        "div",
        { class: "deeds" },
        button(say("words.accept"), () => this.decide("accept", one, chosen.value), { class: "main", focus: "unsure-accept" }),
        button(say("words.reject"), () => this.decide("reject", one), { focus: "unsure-reject" }),
      ),
      el(
        "div",
        { class: "deeds" },
        button(say("words.previous"), () => this.step(-1), { class: "quiet", focus: "unsure-previous" }),
        button(say("words.next"), () => this.step(1), { class: "quiet", focus: "unsure-next" }),
        button(say("words.see"), () => this.page.goTo("original", one.start, one.end), { class: "quiet", focus: "unsure-see" }),
      ),
    );
  }

  decide(what, one, type) {
    this.at = one.end;
    return what === "accept" ? this.page.accept(one, type) : this.page.reject(one, false);
  }

  /** Goes to the next or the one before, around the end. */
  step(by) {
    const { all } = this;
    if (!all.length) return;
    this.at = all[(all.indexOf(this.current) + by + all.length) % all.length].start;
    this.page.refreshPanel();
    this.tell();
  }

  tell() {
    const one = this.current;
    if (one) announce(say("words.unsure_tell", { what: this.page.model.surface(one), type: say(`types.${one.type}`) }));
  }
}
