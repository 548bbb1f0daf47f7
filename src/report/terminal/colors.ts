import type pico from "picocolors";
import type { Tendency } from "../../result/compared.ts";

export type Colors = ReturnType<typeof pico.createColors>;

/** A value with a star where it differs from the first checkpoint's by more than its paired interval allows for zero. */
export function starred(text: string, tendency: Tendency, colors: Colors): string {
  if (tendency === "unclear") return `${text}  `;
  return (tendency === "better" ? colors.green : colors.red)(`${text} *`);
}
