import { type Corruption, corruptions, suites } from "../../corruptions/index.ts";
import { InputError } from "../core/error.ts";

/**
 * What `--corruptions` names: suites and corruptions, comma-separated, or none.
 *
 * @throws InputError on an id that is neither
 * @example chooseCorruptions("paper-10,saturate").length // 11
 */
export function chooseCorruptions(text: string): readonly Corruption[] {
  if (text === "none") return [];
  const chosen = text.split(",").flatMap((part): readonly Corruption[] => {
    const id = part.trim();
    const suite = suites.find((candidate) => candidate.id === id);
    if (suite !== undefined) return suite.corruptions;
    const corruption = corruptions.find((candidate) => candidate.id === id);
    if (corruption !== undefined) return [corruption];
    throw new InputError("--corruptions", {
      expected: `none, suites (${suites.map((each) => each.id).join(", ")}) or corruptions (${corruptions.map((each) => each.id).join(", ")})`,
      got: `"${id}"`,
    });
  });
  return [...new Set(chosen)];
}
