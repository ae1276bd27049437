// What the page knows of the text: offsets, paragraphs and what stands in them. Offsets are code points.

/** A text whose places are told in code points, as casekit tells them; a browser counts UTF-16 units. */
export class CodePoints {
  constructor(text) {
    this.text = text;
    this.starts = /[\ud800-\udfff]/.test(text) ? unitStarts(text) : null;
    this.length = this.starts ? this.starts.length - 1 : text.length;
  }

  unit(point) {
    return this.starts ? this.starts[Math.min(point, this.length)] : point;
  }

  point(unit) {
    if (!this.starts) return unit;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

function unitStarts(text) {
  const starts = [];
  let at = 0;
  for (const character of text) {
    starts.push(at);
    at += character.length;
  }
  return Uint32Array.from([...starts, at]);
}

/** The lines of the blocks: where each stands, what part of the document it is, whether a gap follows. */
function paragraphsOf(text, blocks) {
  const found = [];
  for (const [start, end, place] of blocks) {
    let at = text.unit(start);
    for (const line of text.slice(start, end).split("\n")) {
      const [from, to] = [text.point(at), text.point(at + line.length)];
      if (line.trim()) found.push({ start: from, end: to, place, gap: false });
      else if (found.length) found.at(-1).gap = true;
      at += line.length + 1;
    }
    if (found.length && blocks.length > 1) found.at(-1).gap = true;
  }
  return found.map((one, index) => ({ ...one, index }));
}

/** Everything of the text that can be acted on, in text order and disjoint; mentions go before the rest. */
function itemsOf(state) {
  const items = [
    ...state.mentions.map((one) => ({ ...one, kind: "mention", look: one.replacement === null ? "kept" : "replaced" })),
    ...state.unsure.map((one) => ({ ...one, kind: "unsure", look: "unsure" })),
    ...state.rejected.map((one) => ({ ...one, kind: "rejected", look: "rejected" })),
  ];
  const rank = { mention: 0, unsure: 1, rejected: 2 };
  items.sort((a, b) => a.start - b.start || rank[a.kind] - rank[b.kind]);
  const disjoint = [];
  for (const one of items) {
    const last = disjoint.at(-1);
    if (!last || last.end <= one.start) disjoint.push(one);
    else if (rank[one.kind] < rank[last.kind]) disjoint[disjoint.length - 1] = one;
  }
  return disjoint;
}

export class Model {
  constructor(state, before = null) {
    this.state = state;
    const same = before !== null && before.text.text === state.text;
    this.text = same ? before.text : new CodePoints(state.text);
    this.paragraphs = same ? before.paragraphs : paragraphsOf(this.text, state.blocks);
    this.items = itemsOf(state);
    this.entities = new Map(state.entities.map((one) => [one.id, one]));
  }

  surface(one) {
    return this.text.slice(one.start, one.end);
  }

  /** The index of the first item that ends after a place. */
  after(place) {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle].end <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The item at a place of the text, if any. */
  itemAt(place) {
    const found = this.items[this.after(place)];
    return found && found.start <= place ? found : null;
  }

  /** The item at a place of the text, or the next one. */
  itemFrom(place) {
    return this.items[this.after(place)] ?? null;
  }

  itemStarting(start) {
    const found = this.itemAt(start);
    return found?.start === start ? found : null;
  }

  mentionsOf(entity) {
    return this.items.filter((one) => one.entity === entity);
  }

  /** What an entity of the text before is now: itself, or the one that took its first place. */
  successor(before, id) {
    const first = before.mentionsOf(id)[0];
    return this.entities.get(id) ?? this.entities.get(first && this.itemAt(first.start)?.entity) ?? null;
  }

  /** The paragraph that holds a place, or the next one. */
  paragraphAt(place) {
    let [low, high] = [0, this.paragraphs.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.paragraphs[middle].end < place) low = middle + 1;
      else high = middle;
    }
    return this.paragraphs[low];
  }

  /** A paragraph as pieces `{start, end, item}`; what is no item has none. */
  pieces(paragraph) {
    const found = [];
    let at = paragraph.start;
    for (let i = this.after(paragraph.start); i < this.items.length; i += 1) {
      const item = this.items[i];
      if (item.start >= paragraph.end) break;
      const [start, end] = [Math.max(item.start, at), Math.min(item.end, paragraph.end)];
      if (start > at) found.push({ start: at, end: start, item: null });
      found.push({ start, end, item });
      at = end;
    }
    if (at < paragraph.end) found.push({ start: at, end: paragraph.end, item: null });
    return found;
  }

  /** What a piece becomes in the result; a replacement stands in the first paragraph that it touches. */
  becomes(piece) {
    const { item } = piece;
    if (item?.look !== "replaced") return this.text.slice(piece.start, piece.end);
    return piece.start === item.start ? item.replacement : "";
  }

  /** Where a place of the original stands in the result. */
  toResult(place) {
    let shift = 0;
    for (const one of this.items) {
      if (one.start >= place) break;
      if (one.look !== "replaced") continue;
      const grown = [...one.replacement].length;
      if (one.end > place) return one.start + shift + Math.min(grown, place - one.start);
      shift += grown - (one.end - one.start);
    }
    return place + shift;
  }

  /** Where a place of the result comes from in the original. */
  toOriginal(place) {
    let shift = 0;
    for (const one of this.items) {
      if (one.start + shift > place) break;
      if (one.look !== "replaced") continue;
      const grown = [...one.replacement].length;
      if (one.start + shift + grown > place) return one.start;
      shift += grown - (one.end - one.start);
    }
    return place - shift;
  }

  /** Some words of the text around a place, on one line: before, itself, after. */
  around(one, reach = 40) {
    const { start, end } = one;
    const line = (words) => words.replace(/\s+/g, " ");
    const before = line(this.text.slice(Math.max(0, start - reach), start));
    const after = line(this.text.slice(end, Math.min(this.text.length, end + reach)));
    return [before && start > reach ? `…${before}` : before, line(this.surface(one)), after ? `${after}…` : after];
  }
}
