import { InputError } from "../core/error.ts";
import type { Tap } from "./tap.ts";

/** Taps named in an error. */
const NAMED = 12;

/**
 * The tap that a user means: by name, or by role: `last-spatial`, `pooled`, `stage-1`, and so on. Of a PyTorch sequence, whose parts are numbered, it is the last part's; a Keras layer inside a model
 * needs no path where no other has its name.
 *
 * @throws InputError where there is none, or several
 */
export function findTap(taps: readonly Tap[], wanted: string, subject: string): Tap {
  const named = taps.find(({ name }) => name === wanted);
  if (named !== undefined) return named;
  const byRole = taps.find(({ roles }) => roles.some((role) => role === wanted));
  const inSequence = taps.findLast(
    ({ name }) => name.startsWith(`${wanted}.`) && /^\d/.test(name.slice(wanted.length + 1)),
  );
  const inModels = taps.filter(({ name }) => name.endsWith(`/${wanted}`));
  const found = byRole ?? inSequence ?? (inModels.length === 1 ? inModels[0] : undefined);
  if (found !== undefined) return found;
  const places = taps.filter(({ roles }) => roles.length > 0);
  const suggested = inModels.length > 1 ? inModels : places.length > 0 ? places : taps;
  throw new InputError(subject, {
    expected: "the name of an activation of this network, last-spatial, pooled or stage-1, stage-2, ...",
    got: `"${wanted}"`,
    remedy: `Try ${suggested
      .slice(0, NAMED)
      .map(({ name }) => name)
      .join(", ")}.`,
  });
}
