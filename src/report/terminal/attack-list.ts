import { groupBy } from "../../core/group-by.ts";
import { plainTable } from "./table.ts";

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
  const rows = attacks.map(({ id, norm, gradients, forwards, settings }) => {
    const shown = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
    return [id, norm, `${gradients}`, `${forwards}`, shown.join(", ")];
  });
  const sources = groupBy(attacks, ({ source }) => source);
  return [
    " Gradients and forwards: passes through the network per image, at most.",
    plainTable(
      [["id", "norm", "gradients", "forwards", "settings"], ...rows],
      ["left", "left", "right", "right", "left"],
    ),
    " Sources",
    ...[...sources].map(([source, of]) => `   ${of.map(({ id }) => id).join(", ")}: ${source}`),
    "",
  ].join("\n");
}
