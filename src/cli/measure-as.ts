import type { PresetId } from "../../attacks/index.ts";
import { Incomparable } from "../core/error.ts";
import type { Side } from "../gate/side.ts";
import type { CheckOptions } from "./commands/check.ts";
import type { SafetyOptions } from "./commands/safety.ts";
import type { Io } from "./io.ts";
import { measured } from "./run-safety.ts";

/**
 * Measures a checkpoint with the plan that a baseline was measured with.
 *
 * @returns the folder of its result
 */
export async function measureAs(ckpt: string, baseline: Side, options: CheckOptions, io: Io): Promise<string> {
  let folder = "";
  const safety = safetyOptions(ckpt, baseline, options);
  await measured(safety, io, commandOf(baseline), async ({ out }) => {
    folder = out;
  });
  return folder;
}

const list = (ids: readonly (string | number)[]) => (ids.length === 0 ? "none" : ids.join(","));

function safetyOptions(ckpt: string, { plan, data }: Side, options: CheckOptions): SafetyOptions {
  const { seed, attacks, presets, epsilons, attackLimit, corruptions, corruptedImages } = plan;
  if (corruptedImages.from === "files" && options.corruptionFiles === undefined && corruptions.length > 0) {
    throw new Incomparable(
      "The baseline was measured on files of corrupted images: give the folder with them (--corruption-files).",
    );
  }
  return {
    ...options,
    ckpt: [ckpt],
    limit: data.count,
    seed,
    attacks: list(attacks),
    presets: list(presets satisfies readonly PresetId[]),
    ...(epsilons.length > 0 && { epsilons: list(epsilons) }),
    attackLimit: attackLimit ?? 0,
    corruptions: list(corruptions),
    ...(corruptedImages.from === "generator" && { constants: corruptedImages.constants }),
    everyCorruption: false,
    explain: 0,
    json: false,
    strict: false,
  } as SafetyOptions;
}

/** What is recorded as the command of the result. */
function commandOf({ source }: Side): string {
  return `ipswap-eval check --ckpt ... --baseline ${source}`;
}
