import { InputError } from "../core/error.ts";
import { findKind } from "../data/open-dataset.ts";
import { parsePreprocess } from "../data/preprocess/parse-preprocess.ts";
import { type Preprocess, preprocessText } from "../data/preprocess/preprocess.ts";
import { readPreprocessFile } from "../data/preprocess/preprocess-config.ts";

/** What decides how images are prepared. */
interface PreprocessOptions {
  readonly data: string;
  readonly preprocess?: string | undefined;
  readonly imageSize?: number | undefined;
  readonly resize?: number | true | undefined;
  readonly ckpt?: readonly string[] | string | undefined;
}

/** Steps, and who said them. */
export interface ChosenPreprocess {
  readonly steps: Preprocess;
  readonly origin: string;
}

/**
 * How images are prepared: as the user says (steps, a preset, a file), else, for images in files, as a file beside a
 * checkpoint says. What `imageSize` or `resize` say of sizes puts such files aside.
 *
 * @param warn told of files that are not understood
 * @throws InputError where checkpoints want different things
 */
export async function choosePreprocess(
  options: PreprocessOptions,
  warn: (sentence: string) => void,
): Promise<ChosenPreprocess | undefined> {
  const { preprocess, imageSize, resize, ckpt, data } = options;
  if (preprocess === "none") return undefined;
  if (preprocess !== undefined) return chosenBy(preprocess);
  if (imageSize !== undefined || resize !== undefined || ckpt === undefined) return undefined;
  if ((await findKind(data)).kind.files === undefined) return undefined;
  const { preprocessBeside } = await import("../model/preprocess-beside.ts");
  const said = new Map<string, ChosenPreprocess>();
  for (const path of typeof ckpt === "string" ? [ckpt] : ckpt) {
    const stated = await preprocessBeside(path);
    if (stated === undefined) continue;
    const { file, reading } = stated;
    if ("problem" in reading) {
      warn(`${file}: its preprocessing is not known here (${reading.problem}); say it with \`preprocess\`.`);
    } else said.set(preprocessText(reading.steps), { steps: reading.steps, origin: file });
  }
  if (said.size > 1) {
    throw new InputError("`preprocess`", {
      expected: "one way of preparing images for all checkpoints",
      got: [...said].map(([text, { origin }]) => `${text} in ${origin}`).join("; "),
      remedy: "Choose one with `preprocess`, or measure the checkpoints in runs of their own.",
    });
  }
  return [...said.values()][0];
}

async function chosenBy(text: string): Promise<ChosenPreprocess> {
  if (!text.endsWith(".json")) return { steps: parsePreprocess(text), origin: text };
  const reading = await readPreprocessFile(text);
  if (reading !== undefined && "steps" in reading) return { steps: reading.steps, origin: text };
  throw new InputError(text, {
    expected: "Hugging Face's preprocessor_config.json or timm's config.json",
    got: reading === undefined ? "a file that says no size" : `${reading.problem}, which is not known here`,
    remedy: "Write its steps, such as `preprocess` resize=256:bicubic,crop=224.",
  });
}
