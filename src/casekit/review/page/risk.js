// What risk remains, and what could not be done as asked or is not in the result.

import { byId, el, fill } from "./dom.js";
import { say } from "./words.js";

export const SIGNS = { low: "●", look_again: "▲", do_not_share: "■" };

/** A row that leads to a place of the text, or only tells, where it has none. */
function row(page, pane, one, name, ...words) {
  if (pane === null) return el("li", { class: "plain" }, ...words);
  const click = () => page.goTo(pane, one.start, one.end);
  return el("li", {}, el("button", { type: "button", class: "jump", data: { focus: name }, on: { click } }, ...words));
}

const paneOf = (reason) => ({ output: "result", original: "original" })[reason.where] ?? null;

export function showRisk(page) {
  const { risk } = page.model.state;
  const reasons = risk.reasons.map((one, index) =>
    row(page, paneOf(one), one, `reason-${index}`, el("span", { class: "sign", data: { level: one.level }, "aria-hidden": "true" }, SIGNS[one.level]), el("span", {}, el("span", { class: "unseen" }, `${say(`levels.${one.level}`)}: `), one.text)),
  );
  fill(
    byId("risk"),
    el("div", { class: "verdict", data: { level: risk.level } }, el("p", { class: "level" }, `${SIGNS[risk.level]} ${say(`levels.${risk.level}`)}`), el("p", {}, risk.headline)),
    reasons.length > 0 && el("h3", {}, say("words.reasons")),
    reasons.length > 0 && el("ul", { class: "list" }, ...reasons),
    risk.estimate && el("h3", {}, say("words.estimate")),
    risk.estimate && el("p", { class: "estimate" }, risk.estimate),
    el("p", { class: "soft" }, say("words.still_personal")),
  );
}

export function showNotes(page) {
  const { model } = page;
  const { notes, left_out: leftOut = [] } = model.state;
  const rows = notes.map((one, index) => row(page, "original", one, `note-${index}`, el("b", { lang: model.state.language }, model.surface(one)), ` ${one.text}`));
  fill(
    byId("notes"),
    !notes.length && !leftOut.length && el("p", { class: "lead" }, say("words.notes_none")),
    rows.length > 0 && el("h3", {}, say("words.notes")),
    rows.length > 0 && el("ul", { class: "list" }, ...rows),
    leftOut.length > 0 && el("h3", {}, say("words.left_out")),
    leftOut.length > 0 && el("ul", { class: "list" }, ...leftOut.map((words) => el("li", { class: "plain" }, words))),
  );
}
