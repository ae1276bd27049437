// Moving through the original word by word, and selecting words: by keyboard, by mouse and by touch.

import { announce, byId } from "./dom.js";
import { say } from "./words.js";

/** A word with what holds its parts together: o'Neil, Marie-Louise, 35/2020, name@example.org. */
const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’\-.@/:+]?[\p{L}\p{N}\p{M}_]+)*/gu;
const LINE = 1.6;

export class Caret {
  constructor(texts) {
    this.texts = texts;
    this.root = texts.roots.original;
    this.anchor = this.head = null;
    this.root.addEventListener("focusin", (event) => this.follow(event.target));
    this.byHand = false;
    document.addEventListener("pointerdown", (event) => { this.byHand = this.root.contains(event.target); });
    document.addEventListener("selectionchange", () => this.bubble());
    byId("texts").addEventListener("scroll", () => this.bubble());
    document.addEventListener("scroll", () => this.bubble());
  }

  /** What is selected, from word to word, or `null`. */
  selection() {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const [start, end] = [this.bound(range, true), this.bound(range, false)];
    return start === null || end === null ? null : this.whole(start, end);
  }

  /** One end of what is selected, taken into the text where it lies outside of it. */
  bound(range, first) {
    const [node, offset] = first ? [range.startContainer, range.startOffset] : [range.endContainer, range.endOffset];
    const place = this.texts.placeOf(node, offset);
    if (place !== null || !range.intersectsNode(this.root)) return place;
    const inside = [...this.root.children].filter((one) => range.intersectsNode(one)).map((one) => one.dataset.paragraph);
    if (!inside.length) return null;
    const at = this.texts.model.paragraphs[Number(first ? inside[0] : inside.at(-1))];
    return first ? at.start : at.end;
  }

  /** A stretch made to hold whole words and no space around them; `null` when it holds no word. */
  whole(start, end) {
    const { paragraphs } = this.texts.model;
    const words = paragraphs.filter((one) => one.start < end && one.end > start).flatMap((one) => this.words(one));
    const held = words.filter(([from, to]) => from < end && to > start);
    return held.length ? { start: held[0][0], end: held.at(-1)[1] } : null;
  }

  /** The words of a paragraph as `[start, end]`. */
  words(paragraph) {
    const { text } = this.texts.model;
    paragraph.words ??= [...text.slice(paragraph.start, paragraph.end).matchAll(WORD)].map((found) => {
      const from = text.unit(paragraph.start) + found.index;
      return [text.point(from), text.point(from + found[0].length)];
    });
    return paragraph.words;
  }

  /** The word at a place, or the first one after it. */
  wordAt(place) {
    for (const paragraph of this.texts.model.paragraphs) {
      if (paragraph.end < place) continue;
      const found = this.words(paragraph).find(([, end]) => end > place);
      if (found) return found;
    }
    return null;
  }

  /** Starts from an item that got the focus. */
  follow(target) {
    const item = this.texts.itemOf(target);
    if (item) this.anchor = this.head = [item.start, item.end];
  }

  /** Handles the keys that move; whether it did. */
  key(event) {
    const move = this.moveOf(event);
    if (!move) return false;
    event.preventDefault();
    const place = document.getSelection().rangeCount ? this.placeOfSelection() : null;
    if (!this.head) this.head = this.anchor = this.wordAt(place ?? 0);
    const next = this.head && move();
    if (next) this.set(next, event.shiftKey);
    return true;
  }

  placeOfSelection() {
    const { focusNode, focusOffset } = document.getSelection();
    return focusNode ? this.texts.placeOf(focusNode, focusOffset) : null;
  }

  moveOf(event) {
    const far = event.ctrlKey || event.metaKey;
    return {
      ArrowRight: () => this.beside(1),
      ArrowLeft: () => this.beside(-1),
      ArrowDown: () => this.below(1),
      ArrowUp: () => this.below(-1),
      Home: () => this.edge(0, far),
      End: () => this.edge(-1, far),
    }[event.altKey ? "" : event.key];
  }

  /** The paragraph of the moving end that has words, `step` paragraphs on. */
  paragraph(step = 0) {
    const { paragraphs } = this.texts.model;
    let index = this.texts.model.paragraphAt(this.head[0]).index + step;
    while (step && paragraphs[index] && !this.words(paragraphs[index]).length) index += step;
    return paragraphs[index] ?? null;
  }

  beside(step) {
    const words = this.words(this.paragraph());
    const at = step > 0
      ? words.findIndex(([start]) => start >= this.head[1])
      : words.findLastIndex(([, end]) => end <= this.head[0]);
    if (at >= 0) return words[at];
    const other = this.paragraph(step);
    return other ? this.words(other).at(step > 0 ? 0 : -1) : null;
  }

  /** The word in the line below or above; at the edge of a paragraph, or of what is seen, the next paragraph. */
  below(step) {
    const place = this.lineBeside(step);
    if (place !== null && (place >= this.head[1] || place < this.head[0])) {
      const word = this.wordAt(place);
      const forward = word && word[0] >= this.head[1];
      if (word && forward === step > 0 && word[0] !== this.head[0]) return word;
    }
    const other = this.paragraph(step);
    return other ? this.words(other)[0] : null;
  }

  lineBeside(step) {
    const spot = this.texts.spot("original", this.head[0]);
    if (!spot) return null;
    const range = document.createRange();
    range.setStart(...spot);
    range.setEnd(spot[0], Math.min(spot[1] + 1, spot[0].data.length));
    const box = range.getBoundingClientRect();
    return this.placeAtPoint(box.left + 1, box.top + box.height / 2 + step * box.height * LINE);
  }

  placeAtPoint(x, y) {
    const found = document.caretPositionFromPoint?.(x, y);
    if (found) return this.texts.placeOf(found.offsetNode, found.offset);
    const range = document.caretRangeFromPoint?.(x, y);
    return range ? this.texts.placeOf(range.startContainer, range.startOffset) : null;
  }

  edge(which, far) {
    if (!far) return this.words(this.paragraph()).at(which);
    const all = this.texts.model.paragraphs.filter((one) => this.words(one).length);
    return all.length ? this.words(all.at(which)).at(which) : null;
  }

  /** Moves to a word, or extends the selection to it, and says it. */
  set(word, extend) {
    this.head = word;
    if (!extend) this.anchor = word;
    const [start, end] = [Math.min(this.anchor[0], word[0]), Math.max(this.anchor[1], word[1])];
    this.byHand = extend;
    if (document.activeElement !== this.root) this.root.focus({ preventScroll: true });
    this.texts.select("original", start, end);
    const paragraph = this.texts.model.paragraphAt(word[0]);
    const spot = this.texts.spot("original", word[0])?.[0].parentElement;
    (spot ?? this.texts.rows.original[paragraph.index].node).scrollIntoView({ block: "nearest" });
    this.scrollToWord();
    const item = this.texts.model.itemAt(word[0]);
    this.texts.point(item);
    const words = this.texts.model.text.slice(start, end);
    announce(item ? `${words}, ${say(`types.${item.type}`)}, ${say(`looks.${item.look}`, { with: item.replacement })}` : words, "reader");
  }

  /** Keeps the moving end of the selection in view: a long paragraph is higher than the screen. */
  scrollToWord() {
    const range = document.createRange();
    const spot = this.texts.spot("original", this.head[0]);
    if (!spot) return;
    range.setStart(...spot);
    const box = range.getBoundingClientRect();
    const scroller = byId("texts").scrollHeight > byId("texts").clientHeight ? byId("texts") : document.scrollingElement;
    const top = scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top;
    const [high, low] = [top + 60, top + scroller.clientHeight - 60];
    if (box.top < high) scroller.scrollTop -= high - box.top;
    else if (box.bottom > low) scroller.scrollTop += box.bottom - low;
  }

  /** The button beside what is selected by hand. */
  bubble() {
    const bubble = byId("bubble");
    const chosen = document.getSelection();
    const shown = this.byHand && chosen.rangeCount && !chosen.isCollapsed && this.selection();
    bubble.hidden = !shown;
    if (!shown) return;
    const box = chosen.getRangeAt(0).getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    bubble.style.left = `${Math.max(8, Math.min(box.left, width - bubble.offsetWidth - 8))}px`;
    const below = box.bottom + 8 + bubble.offsetHeight < innerHeight;
    bubble.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - bubble.offsetHeight - 8)}px`;
  }
}
