// What is shown of the two texts; where there is no room for all, one thing at a time.

import { button, byId, fill } from "./dom.js";
import { say } from "./words.js";

const VIEWS = ["original", "both", "result", "panel"];
/** The same as in the style sheet. */
const NARROW = matchMedia("(max-width: 61.99rem)");

export class Views {
  constructor(texts) {
    this.texts = texts;
    this.chosen = NARROW.matches ? "original" : "both";
    NARROW.addEventListener("change", () => this.choose(NARROW.matches ? "original" : "both"));
  }

  get now() {
    return document.documentElement.dataset.view;
  }

  name() {
    fill(byId("views"), ...VIEWS.map((view) =>
      button(say(`views.${view}`), () => this.choose(view), { focus: `views-${view}`, "aria-pressed": "false" })));
    this.choose(this.chosen);
  }

  choose(view) {
    const top = this.topParagraph();
    this.chosen = view;
    document.documentElement.dataset.view = view;
    byId("views").querySelectorAll("button").forEach((one, index) => one.setAttribute("aria-pressed", String(VIEWS[index] === view)));
    if (top) this.texts.rows[view === "result" ? "result" : "original"][top]?.node.scrollIntoView({ block: "start" });
  }

  /** The paragraph at the top of what is seen, so that another view starts with the same. */
  topParagraph() {
    const rows = this.texts.rows[this.now === "result" ? "result" : "original"];
    return rows.findIndex((row) => row.node.getBoundingClientRect().bottom > 120);
  }

  /** Sees to it that a pane is there to be looked at. */
  reveal(pane) {
    if (this.now === pane || this.now === "both") return;
    this.choose(NARROW.matches ? pane : "both");
  }

  /** Shows the list, where it is not beside the text. */
  panel() {
    if (NARROW.matches) this.choose("panel");
  }
}
