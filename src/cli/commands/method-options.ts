import { Option } from "@commander-js/extra-typings";
import { listOptions, type OptionOwner } from "../../train/option-list.ts";
import { flagOf } from "../flags.ts";

/**
 * The command line's options for what training methods (or augmentations) have in their schemas, grouped by who has
 * them. Their values stay text or become numbers; the schema of what was chosen checks them.
 *
 * @param choice the option that chooses among the owners: `--method`
 */
export function methodOptions(owners: readonly OptionOwner[], choice: string): readonly Option[] {
  return listOptions(owners).map(({ name, value, description, defaults }) =>
    new Option(`${flagOf(name)} <${value}>`, `${description} (${defaultText(defaults)})`)
      .argParser(numberIfNumeric)
      .helpGroup(`Options of ${choice} ${[...defaults.keys()].join(", ")}:`),
  );
}

/** `default: 4`, or where owners differ `default: 4 for cs-kd and ipswap, 3 for dlb`. */
function defaultText(defaults: ReadonlyMap<string, unknown>): string {
  const values = [...new Set(defaults.values())];
  if (values.length === 1) return `default: ${values[0]}`;
  const owners = (value: unknown) => [...defaults].flatMap(([id, own]) => (own === value ? [id] : [])).join(" and ");
  return `default: ${values.map((value) => `${value} for ${owners(value)}`).join(", ")}`;
}

function numberIfNumeric(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
