// What is said after a decision: what was changed, and into what. Each takes the text before and after it.

import { places, say } from "./words.js";

/** What became of words: what stands for them now, or in how many places they stay. */
function became(what, to, count) {
  return to === null ? say("done.stays", { what, places: places(count) }) : say("done.becomes", { what, to });
}

/** How many items pass a test that those in the same place did not pass before. */
function fresh(before, after, test) {
  const was = (one) => before.items[before.after(one.start)];
  return after.items.filter((one) => test(one) && !(was(one)?.start === one.start && test(was(one)))).length;
}

const stays = (item) => item.look === "kept" || item.look === "rejected";

/** Of one place of the text; `lead` is said first. */
export const ofItem = (item, lead = "") => (before, after) => {
  const now = after.itemFrom(item.start);
  const to = now?.look === "replaced" ? now.replacement : null;
  return `${lead} ${became(before.surface(item), to, Math.max(1, fresh(before, after, stays)))}`.trim();
};

/** Of a person or thing; `lead` is said first. */
export const ofEntity = (id, lead = "") => (before, after) => {
  const what = before.entities.get(id).original;
  const now = after.successor(before, id);
  if (!now) return lead;
  const kept = after.mentionsOf(now.id).filter(stays).length;
  return `${lead} ${became(what, now.pseudonym, kept || now.count)}`.trim();
};

/** Of words that were marked: in how many places, and what stands for them. */
export const ofMark = (stretch, type) => (before, after) => {
  const count = fresh(before, after, (one) => one.decided === "marked");
  const params = { what: before.surface(stretch), type: say(`types.${type}`), places: places(Math.max(1, count)) };
  return ofItem(stretch, say("done.mark", params))(before, after);
};
