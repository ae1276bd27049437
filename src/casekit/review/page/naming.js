// The field in which somebody or something gets another name; what is wrong with a name is told there.

import { el } from "./dom.js";
import { say } from "./words.js";

/** The form; `settled` is called when there is an answer, unless the answer is told at the field. */
export function naming(page, entity, id, settled = () => {}) {
  const wrong = el("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const input = el("input", {
    id, value: entity.pseudonym ?? "", autocomplete: "off", spellcheck: "false", lang: page.model.state.language,
    "aria-describedby": wrong.id, data: { focus: id },
  });
  const tell = (sentence) => {
    wrong.textContent = sentence;
    input.toggleAttribute("aria-invalid", false);
    if (sentence) input.setAttribute("aria-invalid", "true");
  };
  /** Whether the sentence can be seen: the field may be gone by the time of the answer. */
  const refused = (sentence) => {
    if (!input.offsetParent) return false;
    tell(sentence);
    input.focus();
    return true;
  };
  const submit = (event) => {
    event.preventDefault();
    tell(input.value.trim() ? "" : say("words.no_name"));
    if (input.value.trim()) page.rename(entity, input.value, { settled, refused });
  };
  input.addEventListener("input", () => tell(""));
  return el(
    "form",
    { class: "field", on: { submit } },
    el("label", { for: id }, say("words.pseudonym")), input, el("button", { data: { focus: `rename-${entity.id}` } }, say("words.rename")), wrong,
  );
}
