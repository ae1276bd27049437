// The small card of one mention: everything that can be decided about it.

import { button, byId, el, fill, openChoice, select } from "./dom.js";
import { naming } from "./naming.js";
import { say } from "./words.js";
import { stepRows, typeRows } from "./types.js";

export class Card {
  constructor(page) {
    this.page = page;
    this.root = byId("card");
    this.root.addEventListener("click", (event) => { if (event.target === this.root) this.root.close(); });
  }

  /** Opens beside `node`; `focus` names the part that gets the focus. */
  open(item, node, focus = null) {
    this.item = item;
    this.entity = this.page.model.entities.get(item.entity) ?? null;
    fill(this.root, this.title(), item.kind === "mention" ? this.mention() : this.doubtful(), this.closing());
    this.root.showModal();
    this.place(node);
    (focus && this.root.querySelector(focus) || this.root.querySelector("button, input"))?.focus();
  }

  /** Below the mention or above it; on a narrow screen the style sheet puts it at the bottom. */
  place(node) {
    const box = (node.getClientRects()[0] ?? node.getBoundingClientRect());
    const { offsetWidth, offsetHeight } = this.root;
    const left = Math.max(12, Math.min(box.left, innerWidth - offsetWidth - 12));
    const below = box.bottom + 8 + offsetHeight < innerHeight;
    const top = below ? box.bottom + 8 : Math.max(12, Math.min(box.top - offsetHeight - 8, innerHeight - offsetHeight - 12));
    this.root.style.setProperty("--left", `${left}px`);
    this.root.style.setProperty("--top", `${top}px`);
  }

  title() {
    const { item, page } = this;
    const becomes = item.look === "replaced" ? ` → ${item.replacement}` : "";
    return el(
      "div",
      {},
      el("h2", { id: "card-title", lang: page.model.state.language }, page.model.surface(item), becomes),
      el("p", { class: "soft" }, [say(`types.${item.type}`), ...this.about()].join(" · ")),
    );
  }

  about() {
    if (this.item.look !== "replaced") return [say(`looks.${this.item.look}`)];
    return this.entity ? [this.page.people.about(this.entity)] : [];
  }

  closing() {
    return el("div", { class: "deeds end" }, button(say("words.cancel"), () => this.root.close(), { class: "quiet" }));
  }

  /** What can be done about an uncertain find or one that was left as it is. */
  doubtful() {
    const { item } = this;
    const type = select("card-type", typeRows(this.page.model.state.types), item.type);
    const accept = button(say("words.accept"), () => this.done(() => this.page.accept(item, type.value)), { class: "main" });
    const reject = item.kind === "unsure" && button(say("words.reject"), () => this.done(() => this.page.reject(item, false)));
    return el("div", {}, el("div", { class: "field" }, el("label", { for: "card-type" }, say("words.type")), type), el("div", { class: "deeds" }, accept, reject));
  }

  mention() {
    const { item, entity } = this;
    const count = entity?.count ?? 1;
    const others = this.page.people.others(entity ?? item);
    return el(
      "div",
      {},
      count > 1 && this.reach(count),
      el("div", { class: "deeds" }, this.accepting(), this.rejecting()),
      this.retyping(),
      entity && this.renaming(),
      entity && others.length > 0 && this.merging(others),
      entity?.steps?.length > 0 && this.stepping(),
      count > 1 && el("div", { class: "deeds" }, button(say("words.split_off"), () => this.done(() => this.page.split(item)))),
    );
  }

  reach(count) {
    const choice = (id, value, words) =>
      el("label", {}, el("input", { type: "radio", name: "reach", id, value, checked: value === "here" }), words);
    return el(
      "fieldset",
      { class: "reach" },
      el("legend", {}, say("words.reach")),
      choice("reach-here", "here", say("words.only_here")),
      choice("reach-all", "all", say("words.everywhere", { count })),
    );
  }

  get everywhere() {
    return this.root.querySelector("#reach-all")?.checked ?? false;
  }

  accepting() {
    if (this.item.look !== "kept") return null;
    return button(say("words.accept"), () => this.done(() => this.page.accept(this.item, this.item.type)), { class: "main" });
  }

  rejecting() {
    const { item } = this;
    if (item.look !== "replaced") return null;
    return button(say("words.reject"), () => this.done(() => this.page.reject(item, this.everywhere)));
  }

  retyping() {
    const chosen = select("card-type", typeRows(this.page.model.state.types), this.item.type);
    return this.row("card-type", say("words.type"), chosen, say("words.change"), () => this.page.retype(this.item, chosen.value, this.everywhere));
  }

  renaming() {
    return naming(this.page, this.entity, "card-name", () => this.root.close());
  }

  merging(others) {
    const { entity } = this;
    const rows = others.map((one) => [one.id, one.original]);
    const [chosen, deed] = openChoice("card-same", rows, say("words.choose"), say("words.merge"), { lang: this.page.model.state.language });
    const label = say(entity.type === "PERSON" ? "words.same_person" : "words.same_thing");
    return this.row("card-same", label, chosen, deed, () => chosen.value && this.page.merge(entity.id, chosen.value));
  }

  stepping() {
    const { entity } = this;
    const chosen = select("card-step", stepRows(entity.steps), entity.step);
    return this.row("card-step", say("words.step"), chosen, say("words.set"), () => this.page.step(entity.id, chosen.value));
  }

  row(id, label, field, deed, doing) {
    const submit = (event) => {
      event.preventDefault();
      this.done(doing);
    };
    return el("form", { class: "field", on: { submit } }, el("label", { for: id }, label), field, deed instanceof Node ? deed : el("button", {}, deed));
  }

  /** Closes, so that the focus is back in the text, and then does what was asked for. */
  done(doing) {
    const { everywhere } = this;
    this.root.close();
    return doing(everywhere);
  }
}
