import sharp from "sharp";
import { createRandom } from "../../src/core/random.ts";
import { EXPLAIN_SCHEMA, type Explanation } from "../../src/result/explain-result.ts";
import type { Result } from "../../src/result/safety-result.ts";

const TOP = 5;
const MAP = 7;

/** Conditions that answers are stored under, and classes whose averages are: as many as `safety` stores at most. */
const CONDITIONS = 6;
const AVERAGES = 100;

/** Made-up examples of a made-up result: images as detailed as photographs, a map of each checkpoint. */
export async function syntheticExplanation(
  { data, checkpoints, tool }: Result,
  { examples, size }: { readonly examples: number; readonly size: number },
): Promise<Explanation> {
  const random = createRandom("synthetic explanation");
  const classes = data.classes.length;
  const under = checkpoints[0].measurements
    .map(({ condition }) => condition)
    .filter((condition) => (condition.kind === "corruption" ? condition.severity === 3 : condition.kind === "attack"))
    .slice(0, CONDITIONS);
  const averages = Array.from({ length: classes }, (_, k) => ({
    count: 50,
    top: distribution(k, classes),
    superclassMass: null,
  }));
  const averagesUnder = averages.slice(0, AVERAGES).map((average, k) => ({ class: k, ...average }));
  const made = [];
  for (let index = 0; index < examples; index++) {
    const own = random.fork(index);
    made.push({
      index,
      label: own.integer(classes),
      reason: "flip" as const,
      image: (await photograph(size, own.fork("image"))).toString("base64"),
      answers: checkpoints.map(() => {
        const k = own.integer(classes);
        return {
          top: distribution(k, classes),
          topUnder: under.map(() => distribution((k + 1) % classes, classes)),
          maps: [k, (k + 1) % classes].map((of) => ({
            ...{ class: of, score: 1, peak: 1, values: noise(MAP * MAP, own).toString("base64") },
          })),
        };
      }),
    });
  }
  return {
    schema: EXPLAIN_SCHEMA,
    tool,
    seed: 0,
    conditions: under,
    data: { ...data, height: size, width: size },
    checkpoints: checkpoints.map(({ name, sha256 }) => ({
      ...{ name, sha256, method: "grad-cam" as const, layer: "layer4" },
      ...{ height: MAP, width: MAP, classAverages: averages, averagesUnder: under.map(() => averagesUnder) },
    })),
    figures: [],
    examples: made,
  };
}

function distribution(first: number, classes: number) {
  return Array.from({ length: TOP }, (_, i) => ({ class: (first + i) % classes, probability: 0.5 ** (i + 1) }));
}

function noise(bytes: number, random: ReturnType<typeof createRandom>): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => random.integer(256)));
}

/** A smooth coloured surface with fine grain on it, as PNG. */
async function photograph(size: number, random: ReturnType<typeof createRandom>): Promise<Buffer> {
  const coarse = { raw: { width: 8, height: 8, channels: 3 as const } };
  const surface = await sharp(noise(8 * 8 * 3, random), coarse)
    .resize(size, size, { kernel: "cubic" })
    .raw()
    .toBuffer();
  const grained = surface.map((value) => Math.max(0, Math.min(255, value + random.integer(25) - 12)));
  return sharp(Buffer.from(grained), { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}
