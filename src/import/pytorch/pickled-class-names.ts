import type { PickleValue } from "../../pickle/pickle-value.ts";
import { CLASS_NAME_KEYS, classNamesIn } from "../shared/class-names.ts";

/** Where training scripts put what is not weights. */
const DESCRIPTIONS = ["meta", "dataset_meta", "hyper_parameters", "config", "cfg", "args", "extra", "metadata"];

/** Names of the classes that a training script saved beside the weights; undefined where it saved none. */
export function classNamesOf(value: PickleValue): readonly string[] | undefined {
  if (!(value instanceof Map)) return undefined;
  for (const place of [value, ...DESCRIPTIONS.map((key) => value.get(key))]) {
    if (!(place instanceof Map)) continue;
    for (const key of CLASS_NAME_KEYS) {
      const names = classNamesIn(place.get(key));
      if (names !== undefined) return names;
    }
  }
  return undefined;
}
