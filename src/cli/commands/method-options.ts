import { Option } from "@commander-js/extra-typings";
import { type ListedOption, listOptions, type OptionOwner } from "../../train/option-list.ts";
import { flagOf } from "../flags.ts";

/**
 * The command line's options for what training methods (or augmentations) have in their schemas, those of several first.
 * Their values stay text or become numbers; the schema of what was chosen checks them.
 *
 * @param kind what the owners are, and the option that chooses among them: `--method`
 */
export function methodOptions(
  owners: readonly OptionOwner[],
  kind: { readonly plural: string; readonly option: string },
): readonly Option[] {
  const listed = listOptions(owners);
  const ofSeveral = listed.filter(({ defaults }) => defaults.size > 1);
  const ofOne = listed.filter(({ defaults }) => defaults.size === 1);
  return [
    ...ofSeveral.map((option) =>
      commandOption(option, `${[...option.defaults.keys()].join(", ")}: `).helpGroup(
        `Options of several ${kind.plural}:`,
      ),
    ),
    ...ofOne.map((option) => {
      const [owner] = option.defaults.keys();
      return commandOption(option).helpGroup(`Options of ${kind.option} ${owner}:`);
    }),
  ];
}

function commandOption({ name, value, description, defaults }: ListedOption, owners = ""): Option {
  const text = `${owners}${description} (${defaultText(defaults)})`;
  return new Option(`${flagOf(name)} <${value}>`, text).argParser(numberIfNumeric);
}

/** What can be chosen, a line each. */
export function choices(title: string, owners: readonly { readonly id: string; readonly title: string }[]): string {
  const width = Math.max(...owners.map(({ id }) => id.length));
  return `\n${title}\n${owners.map((owner) => `  ${owner.id.padEnd(width)}  ${owner.title}`).join("\n")}`;
}

/** `default: 4`, or where owners differ the most common one and who has another: `default: 4; 3 for dlb`. */
function defaultText(defaults: ListedOption["defaults"]): string {
  const values = [...new Set(defaults.values())];
  const owners = (value: unknown) => [...defaults].flatMap(([id, own]) => (own === value ? [id] : []));
  const [usual, ...others] = values.toSorted((a, b) => owners(b).length - owners(a).length);
  return [`default: ${usual}`, ...others.map((value) => `${value} for ${owners(value).join(", ")}`)].join("; ");
}

function numberIfNumeric(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
