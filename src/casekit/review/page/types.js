// Types and steps in words.

import { known, say } from "./words.js";

/** The types as rows of a choice. */
export const typeRows = (types) => types.map((type) => [type, say(`types.${type}`)]);

/** How far a type is generalised, in words; a step that is called the same in two types has one name. */
export const stepRows = (steps) => steps.map((step) => [step, known(`steps.${step}`) ? say(`steps.${step}`) : step]);
