// The words of the page in the language of the person who reads it.

import { get } from "./api.js";

let table = { words: {} };

/** Loads the words of a language. */
export async function loadWords(code) {
  table = await get(`/words/${code}`);
}

/** The words under `section.name`, their places filled. */
export function say(key, params = {}) {
  const [section, name] = key.split(".");
  const found = table[section]?.[name];
  if (found === undefined) return key;
  return found.replace(/\{(\w+)\}/g, (_, place) => String(params[place] ?? ""));
}

/** In how many places, in words. */
export function places(count) {
  const one = new Intl.PluralRules(document.documentElement.lang).select(count) === "one";
  return say(one ? "done.in_place" : "done.in_places", { count });
}

/** Whether there are words under `section.name`. */
export function known(key) {
  const [section, name] = key.split(".");
  return table[section]?.[name] !== undefined;
}

/** Fills every element that names its words. */
export function fillWords(root = document) {
  root.querySelectorAll("[data-say]").forEach((one) => { one.textContent = say(one.dataset.say); });
  root.querySelectorAll("[data-label]").forEach((one) => { one.setAttribute("aria-label", say(one.dataset.label)); });
}

/** What a role such as `client.mother` is called, for a bearer and a client of these genders. */
export function roleWords(role, gender, clientGender) {
  const own = role.split(".").at(-1);
  const label = table.roles?.[own];
  if (!label) return null;
  const words = label[gender] ?? label[`of_${clientGender}`] ?? label.any;
  if (!role.startsWith("client.")) return words;
  const pattern = table.roles.of_client;
  return (pattern[clientGender] ?? pattern.any).replace("{}", words);
}
