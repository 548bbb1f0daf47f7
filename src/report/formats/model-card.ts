import { stringify } from "yaml";
import { printable, printableDeep } from "../../core/printable.ts";
import { described } from "../../result/catalogue.ts";
import { measurementOf } from "../../result/measured.ts";
import type { CheckpointResult, Measurement, Result } from "../../result/safety-result.ts";
import type { ReportFormat } from "./format.ts";
import { attackSection, cleanSection, corruptionSection, settingsSection } from "./markdown-sections.ts";
import { markdownName } from "./markdown-text.ts";
import { doubtsInWords } from "./markdown-words.ts";
import { plainFileName } from "./plain-file-name.ts";

const CLEAN = { kind: "clean" } as const;

/**
 * Model cards of the Hugging Face Hub, one for each checkpoint: a YAML head whose `model-index` has its figures as
 * fractions (clean metrics, accuracy under each attack and under each corruption), and the tables as text. What a card
 * should say and a measurement cannot (uses, training data, licence) is named as missing.
 */
export const modelCard = {
  id: "model-card",
  title: "a Hugging Face model card: model-index (YAML) and text",
  async write({ result }) {
    const { checkpoints } = result;
    return checkpoints.map((checkpoint, i) => ({
      path: checkpoints.length === 1 ? "model-card.md" : `model-card-${plainFileName(checkpoint.name, i)}.md`,
      content: cardOf({ ...result, checkpoints: [checkpoint], comparisons: [] }),
    }));
  },
} as const satisfies ReportFormat;

/** @param result of one checkpoint */
function cardOf(result: Result): string {
  const head = stringify(printableDeep(metadata(result)), { lineWidth: 0, aliasDuplicateObjects: false });
  return `---\n${head}---\n\n${body(result)}\n`;
}

function metadata(result: Result) {
  return {
    pipeline_tag: "image-classification",
    tags: ["image-classification", "robustness", "calibration", "ipswap-eval"],
    "model-index": result.checkpoints.map((checkpoint) => ({
      name: checkpoint.name,
      results: resultsOf(checkpoint, result),
    })),
  };
}

/** One entry for each way in which the images were changed: a card's data set is the changed one. */
function resultsOf(checkpoint: CheckpointResult, result: Result) {
  return checkpoint.measurements.map((measurement) => ({
    task: { type: "image-classification", name: "Image Classification" },
    dataset: datasetOf(measurement, result),
    metrics: metricsOf(measurement, result),
  }));
}

function datasetOf({ condition, count }: Measurement, { data, catalogue }: Result) {
  const { name, split, sha256 } = data;
  const shared = { type: name, split, revision: sha256 };
  switch (condition.kind) {
    case "clean":
      return { name: `${name} (${count} images)`, ...shared };
    case "attack": {
      const { id, space, epsilon } = condition;
      const { title, norm } = described(catalogue.attacks, id);
      const where = space === "pixel" ? "pixels" : "normalised input";
      return {
        name: `${name}, attacked by ${title}, ${norm} epsilon ${epsilon} in ${where} (${count} images)`,
        ...shared,
        args: { attack: id, norm, epsilon, space },
      };
    }
    case "corruption": {
      const { id, severity } = condition;
      const { title } = described(catalogue.corruptions, id);
      return {
        name: `${name}, corrupted: ${title}, severity ${severity} (${count} images)`,
        ...shared,
        args: { corruption: id, severity },
      };
    }
  }
}

function metricsOf({ condition, values, intervals }: Measurement, { catalogue }: Result) {
  // Of changed images the accuracy says what a card's reader asks; result.json has the rest.
  const shown = catalogue.metrics.filter(({ id }) => condition.kind === "clean" || id === "accuracy");
  return shown.flatMap(({ id, name, definition }) => {
    const value = values[id];
    if (value === null || value === undefined) return [];
    const interval = intervals[id];
    return [
      {
        type: id,
        value,
        name,
        ...(interval && { args: { interval_95: [...interval], ...definition } }),
      },
    ];
  });
}

function body(result: Result): string {
  const { checkpoints, data, tool } = result;
  const count = measurementOf(checkpoints[0], CLEAN)?.count ?? data.count;
  return [
    `# ${markdownName(checkpoints[0].name)}`,
    `Image classifier of ${data.classes.length} classes, measured with ${tool.name} ${printable(tool.version)} on ${count} images of ${markdownName(data.name)} (${data.split}). Intervals are 95 % confidence intervals.`,
    "## Evaluation",
    cleanSection(result),
    attackSection(result),
    corruptionSection(result),
    "## Limitations",
    "An accuracy under attack is an upper bound, which a stronger attack may lower. All figures are of these images and may be others elsewhere.",
    doubtsInWords(result),
    "## Not measured",
    "Intended uses, training data, licence, and differences between groups of people are not in a measurement; whoever publishes the model has to add them.",
    settingsSection(result),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}
