import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { ImportedModel } from "../import/shared/imported-model.ts";
import { tracedShape } from "../import/shared/trace-images.ts";

/** Images that a network is tried on besides the two that it was read with. */
const TRIED = 4;

/** @throws InputError where a network computes something else, or nothing, for another number of images */
export function requireAnyNumber(
  { forward, height, width, classes, map }: Pick<ImportedModel, "forward" | "height" | "width" | "classes" | "map">,
  subject: string,
): void {
  const expected = "a network that takes any number of images";
  const refuse = (got: string, cause?: unknown) => new InputError(subject, { expected, got }, { cause });
  try {
    const [rows, columns] = tracedShape((images) => forward(images), [TRIED, height, width, CHANNELS], subject);
    if (rows !== TRIED || columns !== classes * (map === undefined ? 1 : height * width))
      throw refuse(`shape [${rows}, ${columns}] for ${TRIED} images`);
  } catch (error) {
    throw error instanceof InputError ? error : refuse((error as Error).message, error);
  }
}
