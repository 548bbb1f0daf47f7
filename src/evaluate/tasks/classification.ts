import { createSample } from "../../../metrics/index.ts";
import type { Dataset } from "../../core/dataset.ts";
import { predictionsFromLogits } from "../../core/predictions.ts";
import { createClassifier } from "../../model/classifier.ts";
import { parseResult } from "../../result/read-result.ts";
import { RESULT_SCHEMA, type Result } from "../../result/safety-result.ts";
import { assemble } from "../assemble.ts";
import { checkReliability } from "../check-reliability.ts";
import { cleanLogits } from "../clean-logits.ts";
import { fileName } from "../file-name.ts";
import { measure } from "../measure.ts";
import { outcomeArrays } from "../outcome-arrays.ts";
import { outcomesOf } from "../outcomes.ts";
import { isShown } from "../shown-conditions.ts";
import type { Task } from "../task.ts";
import { worstLogits } from "../worst-logits.ts";

/** The class of each image: its logits are kept. */
export function classification({ classes: names }: Pick<Dataset, "classes">): Task<Result> {
  const classes = names.length;
  return {
    schema: RESULT_SCHEMA,
    rowBytes: classes * Float32Array.BYTES_PER_ELEMENT,
    createModel: createClassifier,
    judge: async () => undefined,
    keep: bytesOf,
    worst: (candidates, labels) => bytesOf(worstLogits(candidates.map(logitsIn), labels, classes)),
    async measure(condition, kept, { network, folder, evaluation: { dataset, plan } }) {
      const { superclasses } = dataset;
      const logits = logitsIn(kept);
      const clean = condition.kind === "clean";
      if (clean) await cleanLogits(folder.path, dataset).write(fileName(network.name), logits);
      const predictions = predictionsFromLogits(logits, dataset.labels.subarray(0, logits.length / classes), classes);
      const shown = isShown(plan)(condition);
      const sample = createSample(predictions, superclasses === undefined ? {} : { superclasses });
      const context = { seed: plan.seed, normalization: network.normalization, ...(superclasses && { superclasses }) };
      return {
        measurement: measure(condition, predictions, context),
        arrays: outcomeArrays(outcomesOf(sample, { top5: clean || shown, averages: shown })),
      };
    },
    checkReliability,
    assemble,
    parse: parseResult,
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Logits, row-major [n, classes], in what is kept. */
export function logitsIn({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
