import { attacks } from "../../attacks/index.ts";
import { corruptions } from "../../corruptions/index.ts";
import { type Condition, conditionKey, type EpsilonSpace, SEVERITIES } from "../core/condition.ts";
import { InputError } from "../core/error.ts";
import { readEpsilon } from "./epsilons.ts";

const OPTION = "--conditions";
const SPACES: readonly EpsilonSpace[] = ["pixel", "normalized"];

/**
 * What `--conditions` names, comma-separated, each once: a corruption and its severity, or an attack, its epsilon and the
 * space of that, which is pixels unless it is said.
 *
 * @throws InputError on a part that is neither
 * @example chooseConditions("fog:3,fgsm:8/255")[0] // { kind: "corruption", id: "fog", severity: 3 }
 */
export function chooseConditions(text: string): readonly Condition[] {
  if (text.trim() === "none") return [];
  const chosen = text.split(",").map((part) => conditionOf(part.trim()));
  return [...new Map(chosen.map((condition) => [conditionKey(condition), condition])).values()];
}

function conditionOf(text: string): Condition {
  const [id, amount, where = "pixel", ...rest] = text.split(":");
  const refuse = (expected: string) => new InputError(OPTION, { expected, got: `"${text}"` });
  if (corruptions.some((corruption) => corruption.id === id)) {
    const severity = SEVERITIES.find((each) => `${each}` === amount);
    if (severity === undefined || text.split(":").length > 2) throw refuse(`${id}:1 ... ${id}:5`);
    return { kind: "corruption", id, severity };
  }
  const attack = attacks.find((each) => each.id === id);
  if (attack === undefined) {
    throw refuse(
      `none, corruption:severity or attack:epsilon, of corruptions ${corruptions.map((each) => each.id).join(", ")} and attacks ${attacks.map((each) => each.id).join(", ")}`,
    );
  }
  const space = SPACES.find((each) => each === where);
  if (space === undefined || amount === undefined || rest.length > 0) {
    throw refuse(`${id}:8/255 or ${id}:0.01:normalized`);
  }
  return { kind: "attack", id, space, epsilon: readEpsilon(amount, OPTION, { spaces: [space], attacks: [attack] }) };
}
