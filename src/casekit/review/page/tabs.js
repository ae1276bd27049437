// The tabs of the list beside the text.

import { byId, el, fill } from "./dom.js";
import { say } from "./words.js";

const NAMES = ["unsure", "people", "risk", "notes"];

export class Tabs {
  constructor() {
    this.nodes = NAMES.map((name) => this.made(name));
    fill(byId("tabs"), ...this.nodes);
    this.choose("people");
  }

  made(name) {
    const on = { click: () => this.choose(name), keydown: (event) => this.key(event) };
    return el(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": name, on },
      el("span", { class: "word" }), " ", el("span", { class: "count" }),
    );
  }

  name() {
    NAMES.forEach((name, index) => { this.nodes[index].querySelector(".word").textContent = say(`tabs.${name}`); });
  }

  count(counts) {
    NAMES.forEach((name, index) => { this.nodes[index].querySelector(".count").textContent = counts[name] ? String(counts[name]) : ""; });
  }

  choose(name, focus = false) {
    NAMES.forEach((one, index) => {
      const chosen = one === name;
      byId(one).hidden = !chosen;
      this.nodes[index].setAttribute("aria-selected", String(chosen));
      this.nodes[index].tabIndex = chosen ? 0 : -1;
      if (chosen && focus) this.nodes[index].focus();
    });
  }

  key(event) {
    const at = this.nodes.indexOf(event.currentTarget);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: NAMES.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(NAMES[(next + NAMES.length) % NAMES.length], true);
  }
}
