import * as tf from "@tensorflow/tfjs-core";
import { relu } from "../../../network/activations.ts";
import { batchNorm } from "../../../network/batch-norm.ts";
import { named, sequential } from "../../../network/combine.ts";
import { convolution } from "../../../network/convolution.ts";
import type { Layer } from "../../../network/layer.ts";
import { linear } from "../../../network/linear.ts";
import { adaptiveAverage, maxPool, pooledAverage, pooledPositions } from "../../../network/pooling.ts";
import { identity, stateless } from "../../../network/stateless.ts";
import type { Description, Family, ShapeTable } from "../family.ts";
import { countFrom, size } from "../shape-table.ts";

/** Convolutions between the five pools (Simonyan and Zisserman 2015, table 1), by layers with weights. */
const CONFIGURATIONS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  8: [[64], [128], [256], [512], [512]],
  11: [[64], [128], [256, 256], [512, 512], [512, 512]],
  13: [
    [64, 64],
    [128, 128],
    [256, 256],
    [512, 512],
    [512, 512],
  ],
  16: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  19: [
    [64, 64],
    [128, 128],
    [256, 256, 256, 256],
    [512, 512, 512, 512],
    [512, 512, 512, 512],
  ],
};

interface Plan {
  readonly configuration: readonly (readonly number[])[];
  /** `features.N` in one sequence, pools counted; or `blockB.N` in RepDistiller, without its fourth pool. */
  readonly naming: "features" | "blocks";
  readonly batchNorm: boolean;
  /** Names of the fully connected layers, an activation between each two. */
  readonly classifier: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly size: number;
  /** Rows and columns that the classifier sees. */
  readonly grid: number;
  /** Whether RepDistiller's fourth pool is there; default: as it is there, by the size of the images. */
  readonly fourthPool?: boolean;
}

function network(plan: Plan): Layer {
  const layers = plan.naming === "features" ? features(plan) : blocks(plan);
  const classifier = plan.classifier.flatMap(({ name, from, to }, index) => [
    ...(index > 0 ? [relu] : []),
    linear(name, from, to),
  ]);
  return sequential(...layers, ...classifier);
}

/** A convolution and its normalisation, named by their places in a sequence; an activation takes the next place. */
function step(prefix: string, place: number, from: number, to: number, normalised: boolean): Layer {
  return sequential(
    convolution(`${prefix}.${place}`, { from, to, kernel: 3, bias: true }),
    normalised ? batchNorm(`${prefix}.${place + 1}`, to) : identity,
  );
}

function features({ configuration, batchNorm: normalised, grid }: Plan): Layer[] {
  const layers: Layer[] = [];
  let place = 0;
  let from = 3;
  for (const widths of configuration) {
    for (const to of widths) {
      const next = place + (normalised ? 3 : 2);
      layers.push(step("features", place, from, to, normalised), named(`features.${next - 1}`, relu));
      place = next;
      from = to;
    }
    layers.push(named(`features.${place}`, maxPool(2, 2)));
    place += 1;
  }
  return [...layers, named("avgpool", adaptiveAverage(grid)), pooledPositions];
}

function blocks({ configuration, batchNorm: normalised, fourthPool }: Plan): Layer[] {
  const layers: Layer[] = [];
  let from = 3;
  for (const [index, widths] of configuration.entries()) {
    for (const [place, to] of widths.entries()) {
      // A block's last activation stands behind it.
      layers.push(step(`block${index}`, place * (normalised ? 3 : 2), from, to, normalised), relu);
      from = to;
    }
    if (index < 3) layers.push(maxPool(2, 2));
    // RepDistiller has the fourth pool for 64x64 images alone, which are 8x8 here, and averages at the end.
    if (index === 3 && fourthPool === true) layers.push(maxPool(2, 2));
    if (index === 3 && fourthPool === undefined)
      layers.push(stateless((input) => (input.shape[1] === 8 ? tf.maxPool(input, 2, 2, "valid") : input)));
  }
  return [...layers, pooledAverage()];
}

function describe(plan: Plan): Description {
  const { configuration, naming } = plan;
  const depth = Object.entries(CONFIGURATIONS).find(
    ([, known]) => JSON.stringify(known) === JSON.stringify(configuration),
  );
  const convolutions = configuration.reduce((total, widths) => total + widths.length, 0);
  return {
    id: `${plan.size > 32 ? "imagenet-" : ""}vgg${depth?.[0] ?? convolutions + 3}${plan.batchNorm ? "-bn" : ""}`,
    naming: naming === "features" ? "torchvision, kuangliu, weiaicunzai, chenyaofo" : "RepDistiller",
    size: plan.size,
    classes: plan.classifier[plan.classifier.length - 1]?.to ?? 0,
    network: network(plan),
  };
}

function recognise(table: ShapeTable): readonly Description[] {
  const naming = table.has("block0.0.weight") ? "blocks" : "features";
  const prefix = naming === "blocks" ? "block0" : "features";
  if (table.get(`${prefix}.0.weight`)?.length !== 4) return [];
  const normalised = table.get(`${prefix}.1.weight`)?.length === 1;
  const configuration = naming === "blocks" ? readBlocks(table, normalised) : readFeatures(table, normalised);
  const classifier = readClassifier(table);
  const last = configuration[configuration.length - 1]?.at(-1) ?? 0;
  // Five pools leave one pixel of a 32x32 image and 7x7 of a 224x224 one.
  const large = naming === "features" && classifier[0]?.from === last * 49;
  const plan = { configuration, naming, batchNorm: normalised, classifier } as const;
  return [describe({ ...plan, size: large ? 224 : 32, grid: large ? 7 : 1 })];
}

function readBlocks(table: ShapeTable, normalised: boolean): number[][] {
  const places = normalised ? 3 : 2;
  return Array.from({ length: countFrom(table, (index) => `block${index}.0.weight`) }, (_, index) =>
    Array.from({ length: countFrom(table, (step) => `block${index}.${step * places}.weight`) }, (_, step) =>
      size(table, `block${index}.${step * places}.weight`, 0),
    ),
  );
}

/** A pool takes up one place more between two convolutions. */
function readFeatures(table: ShapeTable, normalised: boolean): number[][] {
  const places = normalised ? 3 : 2;
  const configuration: number[][] = [[]];
  for (let place = 0; ; ) {
    if (table.get(`features.${place}.weight`)?.length === 4) {
      configuration[configuration.length - 1].push(size(table, `features.${place}.weight`, 0));
      place += places;
    } else if (table.get(`features.${place + 1}.weight`)?.length === 4) {
      configuration.push([]);
      place += 1;
    } else {
      return configuration;
    }
  }
}

function readClassifier(table: ShapeTable): Plan["classifier"] {
  return [...table.keys()]
    .filter((name) => /^(classifier|fc|linear)(\.\d+)?\.weight$/.test(name) && table.get(name)?.length === 2)
    .map((name) => ({
      name: name.slice(0, -".weight".length),
      from: size(table, name, 1),
      to: size(table, name, 0),
    }));
}

/** RepDistiller's network of this depth with batch normalisation, for square images of this side. */
export const repDistillerVgg = (depth: 13 | 16, classes: number, side: number): Layer =>
  network({
    configuration: CONFIGURATIONS[depth],
    naming: "blocks",
    batchNorm: true,
    classifier: [{ name: "classifier", from: 512, to: classes }],
    size: side,
    grid: 1,
    fourthPool: side === 64,
  });

/** Networks of 3x3 convolutions and pools (Simonyan and Zisserman 2015), with and without batch normalisation. */
export const vgg: Family = {
  recognise,
  members: (classes) =>
    Object.values(CONFIGURATIONS).flatMap((configuration) =>
      [true, false].flatMap((normalised) =>
        (["features", "blocks"] as const).map((naming) =>
          describe({
            configuration,
            naming,
            batchNorm: normalised,
            classifier: [{ name: "classifier", from: 512, to: classes }],
            size: 32,
            grid: 1,
          }),
        ),
      ),
    ),
};
