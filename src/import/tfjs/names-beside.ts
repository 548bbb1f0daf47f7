import { dirname, join } from "node:path";
import { z } from "zod";
import { readJson } from "../../core/json.ts";
import { classNamesUnder } from "../shared/class-names.ts";
import type { TfjsModel } from "./model-json.ts";

/** Teachable Machine's file beside its model. */
const DESCRIPTION = "metadata.json";

/**
 * Names of the classes that a TensorFlow.js model says itself, as metadata that its author added, or Teachable Machine in
 * a file beside it; undefined where none does.
 */
export async function namesBeside(
  modelPath: string,
  { userDefinedMetadata }: Pick<TfjsModel, "userDefinedMetadata">,
): Promise<readonly string[] | undefined> {
  return (
    classNamesUnder(userDefinedMetadata) ?? classNamesUnder(await description(join(dirname(modelPath), DESCRIPTION)))
  );
}

const description = (path: string): Promise<unknown> => readJson(path, z.unknown()).catch(() => undefined);
