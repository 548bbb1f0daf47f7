import Table from "cli-table3";
import { groupBy } from "../../core/group-by.ts";
import { BORDERLESS } from "./borderless.ts";

/** What the list says of an attack. */
interface ListedAttack {
  readonly id: string;
  readonly norm: string;
  readonly gradients: number;
  readonly forwards: number;
  readonly settings: Readonly<Record<string, number | boolean>>;
  readonly source: string;
}

/** Every attack with what it costs at most per image, its settings and where it comes from. */
export function attackList(attacks: readonly ListedAttack[]): string {
  const table = new Table({
    head: ["id", "norm", "gradients", "forwards", "settings"],
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: BORDERLESS,
  });
  for (const { id, norm, gradients, forwards, settings } of attacks) {
    const shown = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
    table.push([id, norm, `${gradients}`, `${forwards}`, shown.join(", ")]);
  }
  const sources = groupBy(attacks, ({ source }) => source);
  const lines = [...sources].map(([source, of]) => `   ${of.map(({ id }) => id).join(", ")}: ${source}`);
  return [
    " Gradients and forwards: passes through the network per image, at most.",
    table,
    " Sources",
    ...lines,
    "",
  ].join("\n");
}
