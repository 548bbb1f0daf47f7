import { z } from "zod";
import { type Card, cardSchema } from "../../core/card.ts";
import { parseJson } from "../../core/json.ts";

/** Key under which an exported file carries what a network cannot say by itself. */
export const PORTABLE_CARD_KEY = "ipswap-eval";

const portableCardSchema = z.object({
  architecture: cardSchema.shape.architecture,
  input: cardSchema.shape.input,
  classes: cardSchema.shape.classes,
  normalization: cardSchema.shape.normalization,
});

/** The part of a card that goes with a network into other formats: architecture, input, classes, normalisation. */
export type PortableCard = z.infer<typeof portableCardSchema>;

/** As the text that goes into an exported file's metadata. */
export function encodePortableCard({ architecture, input, classes, normalization }: Card): string {
  return JSON.stringify({ architecture, input, classes, normalization } satisfies PortableCard);
}

/** The card in a file's metadata; undefined where there is none, or none that can be understood. */
export function decodePortableCard(text: string | undefined): PortableCard | undefined {
  if (text === undefined) return undefined;
  try {
    return portableCardSchema.safeParse(parseJson(text, PORTABLE_CARD_KEY)).data;
  } catch {
    return undefined;
  }
}
