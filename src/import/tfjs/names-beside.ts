import { dirname, join } from "node:path";
import { z } from "zod";
import { readJson } from "../../core/json.ts";
import { CLASS_NAME_KEYS, classNamesIn } from "../shared/class-names.ts";
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
  return namesUnder(userDefinedMetadata) ?? namesUnder(await description(join(dirname(modelPath), DESCRIPTION)));
}

function namesUnder(description: unknown): readonly string[] | undefined {
  if (typeof description !== "object" || description === null) return undefined;
  for (const key of CLASS_NAME_KEYS) {
    const names = classNamesIn(Object.getOwnPropertyDescriptor(description, key)?.value);
    if (names !== undefined) return names;
  }
  return undefined;
}

const description = (path: string): Promise<unknown> => readJson(path, z.unknown()).catch(() => undefined);
