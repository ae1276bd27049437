// The original and the result, paragraph beside paragraph; only paragraphs that changed are made anew.

import { byId, el } from "./dom.js";
import { known, say } from "./words.js";

const PANES = ["original", "result"];

export class Texts {
  /** `opened(item)` is called when somebody clicks an item, or presses Enter on it. */
  constructor(opened) {
    this.model = null;
    this.rows = { original: [], result: [] };
    this.roots = { original: byId("original-text"), result: byId("result-text") };
    for (const pane of PANES) {
      this.roots[pane].addEventListener("click", (event) => {
        const item = this.itemOf(event.target);
        if (item && document.getSelection().isCollapsed) opened(item, event.target.closest(".item"));
      });
      this.roots[pane].addEventListener("focusin", (event) => this.point(this.itemOf(event.target)));
      this.roots[pane].addEventListener("pointerover", (event) => this.kin(this.itemOf(event.target)));
    }
  }

  show(model) {
    if (this.model?.paragraphs !== model.paragraphs) this.lay(model);
    this.model = model;
    for (const one of model.paragraphs) this.refresh(one);
    this.related = undefined;
    this.point(null);
  }

  /** Empty paragraphs, in rows that both panes share. */
  lay(model) {
    for (const pane of PANES) {
      this.rows[pane] = model.paragraphs.map((one) => ({
        drawn: null,
        items: new Map(),
        node: el("p", { class: one.gap ? "gap" : null, data: { paragraph: one.index, place: one.place } }),
      }));
      this.roots[pane].replaceChildren(...this.rows[pane].map((row) => row.node));
      this.roots[pane].lang = model.state.language;
    }
    byId("texts").style.setProperty("--rows", String(model.paragraphs.length));
  }

  refresh(paragraph) {
    const pieces = this.model.pieces(paragraph);
    for (const pane of PANES) {
      const row = this.rows[pane][paragraph.index];
      const parts = pieces.map((piece) => this.part(pane, piece)).filter((part) => part.text);
      const drawn = JSON.stringify([this.label(paragraph), parts]);
      if (row.drawn === drawn) continue;
      row.drawn = drawn;
      const label = this.label(paragraph);
      if (label) row.node.dataset.label = label;
      const nodes = parts.map((part) => drawnPart(pane, part));
      row.items = new Map(parts.map((part, index) => [part.start, nodes[index]]));
      row.node.replaceChildren(...nodes);
    }
  }

  /** What a piece is in a pane, as plain data. */
  part(pane, { start, end, item }) {
    const original = this.model.text.slice(start, end);
    const text = pane === "original" ? original : this.model.becomes({ start, end, item });
    if (!item || (pane === "result" && item.look !== "replaced")) return { text };
    return { text, start: item.start, type: item.type, look: item.look, tells: tells(item, this.model, pane) };
  }

  label(paragraph) {
    const before = this.model.paragraphs[paragraph.index - 1];
    if (paragraph.place === "body" || (before?.place === paragraph.place && !before.gap)) return null;
    return known(`places.${paragraph.place}`) ? say(`places.${paragraph.place}`) : null;
  }

  itemOf(node) {
    const found = node?.closest?.(".item");
    return found ? this.model.itemStarting(Number(found.dataset.start)) : null;
  }

  /** The element of an item in a pane. */
  nodeOf(item, pane = "original") {
    return this.rows[pane][this.model.paragraphAt(item.start)?.index]?.items.get(item.start);
  }

  /** Marks one item, in both panes, as the one that is meant now. */
  point(item) {
    this.pointed = item;
    this.sign("current", item ? [item] : []);
    this.kin(item);
  }

  /** Marks all mentions of the same person or thing. */
  kin(item) {
    const entity = item?.entity ?? null;
    if (entity === this.related) return;
    this.related = entity;
    this.sign("kin", entity ? this.model.mentionsOf(entity) : []);
  }

  sign(name, items) {
    for (const pane of PANES) {
      this.roots[pane].querySelectorAll(`.${name}`).forEach((node) => node.classList.remove(name));
      items.forEach((item) => this.nodeOf(item, pane)?.classList.add(name));
    }
  }

  /** Brings a stretch into view in a pane and gives it the focus; without an item it becomes the selection. */
  goTo(pane, start, end) {
    const item = pane === "original" ? this.model.itemStarting(start) : null;
    const node = item && this.nodeOf(item, pane);
    const target = node ?? this.rows[pane][this.paragraphOf(pane, start)]?.node;
    target?.scrollIntoView({ block: "center", behavior: "instant" });
    if (node) return node.focus({ preventScroll: true });
    this.roots[pane].focus({ preventScroll: true });
    this.select(pane, start, end);
  }

  paragraphOf(pane, place) {
    return this.model.paragraphAt(pane === "original" ? place : this.model.toOriginal(place))?.index;
  }

  /** Selects a stretch of a pane. */
  select(pane, start, end) {
    const [from, to] = [this.spot(pane, start), this.spot(pane, end)];
    if (from && to) document.getSelection().setBaseAndExtent(...from, ...to);
  }

  /** The text node, and the place in it, that a place of a pane's text is. */
  spot(pane, place) {
    const paragraph = this.model.paragraphs[this.paragraphOf(pane, place)];
    if (!paragraph) return null;
    const { node } = this.rows[pane][paragraph.index];
    const first = pane === "original" ? paragraph.start : this.model.toResult(paragraph.start);
    let left = unitsIn(node.textContent, place - first);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    let last = null;
    while (walker.nextNode()) {
      last = walker.currentNode;
      if (left <= last.data.length) return [last, Math.max(0, left)];
      left -= last.data.length;
    }
    return last && [last, last.data.length];
  }

  /** The place of the original that a spot of the page is, or `null` outside of it. */
  placeOf(node, offset) {
    const home = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p[data-paragraph]");
    if (!home || !this.roots.original.contains(home)) return null;
    const range = document.createRange();
    range.setStart(home, 0);
    range.setEnd(node, offset);
    return this.model.paragraphs[Number(home.dataset.paragraph)].start + [...range.toString()].length;
  }
}

function unitsIn(text, points) {
  let units = 0;
  for (const character of text) {
    if (points <= 0) break;
    units += character.length;
    points -= 1;
  }
  return units;
}

function drawnPart(pane, part) {
  if (part.start === undefined) return document.createTextNode(part.text);
  const options = {
    class: "item",
    role: "button",
    tabindex: "-1",
    "aria-haspopup": "dialog",
    "aria-description": part.tells,
    data: { start: part.start, type: part.type, look: part.look, focus: `${pane}-${part.start}` },
  };
  return el("span", options, part.text);
}

/** What somebody who does not see the colours is told of an item. */
function tells(item, model, pane) {
  const type = say(`types.${item.type}`);
  if (item.look !== "replaced") return `${type}, ${say(`looks.${item.look}`)}`;
  if (pane === "result") return type;
  return `${type}, ${say("looks.replaced", { with: item.replacement })}`;
}
