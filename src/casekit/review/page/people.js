// Who is who: every person and thing of the text, what it is called in the result, and where it stands.

import { button, byId, el, fill, openChoice, select } from "./dom.js";
import { naming } from "./naming.js";
import { say, roleWords } from "./words.js";
import { ofEntity } from "./told.js";
import { stepRows } from "./types.js";

export class People {
  constructor(page) {
    this.page = page;
    this.open = new Set();
    this.drawn = new Map();
  }

  show() {
    const root = byId("people");
    const { state } = this.page.model;
    const groups = state.types.map((type) => [type, state.entities.filter((one) => one.type === type)]);
    const parts = groups.filter(([, found]) => found.length).map(([type, found]) => this.group(type, found));
    fill(root, el("p", { class: "lead" }, say(parts.length ? "words.people_lead" : "words.people_none")), ...parts);
    for (const id of this.drawn.keys()) if (!this.page.model.entities.has(id)) this.drawn.delete(id);
  }

  /** The row that had the focus, or the one that took its place. */
  rowAfter(before, had) {
    const id = had.closest(".entity")?.dataset.entity;
    const now = id && this.page.model.successor(before, id);
    return now && byId("people").querySelector(`[data-focus="${CSS.escape(`entity-${now.id}`)}"]`);
  }

  group(type, entities) {
    const heading = el("h3", { data: { type } }, say(`types.${type}`), el("span", { class: "count" }, String(entities.length)));
    return el("section", { class: "group" }, heading, el("ul", {}, ...entities.map((one) => this.row(one))));
  }

  /** The row of an entity, made anew only when something in it changed. */
  row(entity) {
    const open = this.open.has(entity.id);
    const spots = open ? this.page.model.mentionsOf(entity.id) : [];
    const others = open ? this.others(entity).map((one) => [one.id, one.original]) : [];
    const drawn = JSON.stringify([document.documentElement.lang, entity, open, spots, others, this.client()]);
    const before = this.drawn.get(entity.id);
    if (before?.drawn === drawn) return before.node;
    const node = el("li", { class: open ? "entity open" : "entity", data: { entity: entity.id } }, this.head(entity, open), open && this.body(entity, spots, others));
    this.drawn.set(entity.id, { drawn, node });
    return node;
  }

  head(entity, open) {
    const { language } = this.page.model.state;
    const toggle = () => {
      if (!this.open.delete(entity.id)) this.open.add(entity.id);
      this.page.refreshPanel();
    };
    return el(
      "button",
      { type: "button", class: "head", "aria-expanded": String(open), data: { focus: `entity-${entity.id}`, type: entity.type }, on: { click: toggle } },
      el("span", { class: "names", lang: language }, el("b", {}, entity.original), ` → ${entity.pseudonym ?? say("words.kept")}`),
      el("span", { class: "soft" }, this.about(entity)),
    );
  }

  /** The role, where one is known, and how often. */
  about(entity) {
    const role = entity.role && roleWords(entity.role, entity.gender, this.client());
    const family = entity.family ? say("words.family") : null;
    return [role, family, say("words.count", { count: entity.count })].filter(Boolean).join(" · ");
  }

  /** The gender of the client, which the words for relatives need in some languages. */
  client() {
    return this.page.model.state.entities.find((one) => one.role === "client")?.gender ?? "any";
  }

  others(entity) {
    return this.page.model.state.entities.filter((one) => one.type === entity.type && one.id !== entity.id);
  }

  body(entity, spots, others) {
    return el(
      "div",
      { class: "body" },
      naming(this.page, entity, `name-${entity.id}`),
      others.length > 0 && this.merging(entity, others),
      entity.steps?.length > 0 && this.stepping(entity),
      el("div", { class: "deeds" }, entity.pseudonym !== null && this.keeping(entity)),
      el("ul", { class: "spots" }, ...spots.map((spot) => this.spot(entity, spot, spots.length > 1))),
    );
  }

  merging(entity, others) {
    const id = `same-${entity.id}`;
    const options = { lang: this.page.model.state.language, focus: `merge-${entity.id}` };
    const [chosen, deed] = openChoice(id, others, say("words.choose"), say("words.merge"), options);
    const doing = (event) => {
      event.preventDefault();
      if (chosen.value) this.page.merge(entity.id, chosen.value);
    };
    const label = say(entity.type === "PERSON" ? "words.same_person" : "words.same_thing");
    return el("form", { class: "field", on: { submit: doing } }, el("label", { for: id }, label), chosen, deed);
  }

  stepping(entity) {
    const id = `step-${entity.id}`;
    const chosen = select(id, stepRows(entity.steps), entity.step, { "data-focus": id });
    const doing = (event) => {
      event.preventDefault();
      this.page.step(entity.id, chosen.value);
    };
    return el("form", { class: "field", on: { submit: doing } }, el("label", { for: id }, say("words.step")), chosen, el("button", { "data-focus": `steps-${entity.id}` }, say("words.set")));
  }

  keeping(entity) {
    const doing = () => this.page.act({ do: "keep", entity: entity.id }, ofEntity(entity.id));
    return button(say("words.keep"), doing, { focus: `keep-${entity.id}` });
  }

  spot(entity, spot, several) {
    const [before, itself, after] = this.page.model.around(spot, 24);
    const { start, end } = spot;
    const jump = el(
      "button",
      { type: "button", class: "jump", lang: this.page.model.state.language, data: { focus: `spot-${start}` }, on: { click: () => this.page.goTo("original", start, end) } },
      before, el("mark", { "data-type": spot.type, "data-look": spot.look }, itself), after,
    );
    const label = `${say("words.split")}: ${itself}`;
    const apart = several && button(say("words.split"), () => this.page.split(spot), { class: "quiet", focus: `split-${start}`, "aria-label": label });
    return el("li", {}, jump, apart);
  }
}
