// Elements, the voice of the page, and focus that survives a change. Text is only ever set as text.

/** An element: `on` holds listeners, `data` the dataset, all else are attributes; absent values leave none. */
export function el(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") Object.entries(value).forEach(([event, doing]) => made.addEventListener(event, doing));
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child || child === 0));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** A button; `focus` is the name under which it is found again after a change. */
export function button(words, doing, { focus, ...options } = {}) {
  return el("button", { type: "button", data: focus ? { focus } : {}, on: { click: doing }, ...options }, words);
}

/** A choice of one out of `rows` ([value, words]). */
export function select(id, rows, chosen, options = {}) {
  const made = rows.map(([value, words]) => el("option", { value, selected: value === chosen }, words));
  return el("select", { id, ...options }, ...made);
}

/** A choice in which nothing is chosen at first, and the button of its form, which works from then on. */
export function openChoice(id, rows, none, deed, { focus, ...options } = {}) {
  const chosen = select(id, [["", none], ...rows], "", { ...options, data: { focus: id } });
  const doing = el("button", { disabled: true, data: focus ? { focus } : {} }, deed);
  chosen.addEventListener("change", () => { doing.disabled = !chosen.value; });
  return [chosen, doing];
}

/** How long (ms) what happened stays on the screen. */
const SHOWN = 8000;
let clearing = 0;

/** Says what happened, on the screen and to those who do not see it; the same words twice are said twice. */
export function announce(words, where = "status") {
  const place = byId(where);
  place.textContent = place.textContent === words ? `${words}\u00a0` : words;
  if (where !== "status") return;
  clearTimeout(clearing);
  clearing = setTimeout(() => place.replaceChildren(), SHOWN);
}

/** Puts `children` in the place of what an element holds. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter(Boolean));
}

/** Renders, and gives focus back to what had it, or to what `otherwise` names when that is gone. */
export function keepingFocus(render, otherwise) {
  const had = document.activeElement;
  const name = had?.dataset?.focus;
  const home = had?.closest?.(".text, [role=tabpanel]");
  render();
  if (document.activeElement && document.activeElement !== document.body) return;
  if (!had || had === document.body) return;
  const again = name && document.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  const next = again && !again.disabled ? again : otherwise(home, had);
  next?.focus();
}
