import { InputError } from "../../core/error.ts";
import type { Description, ShapeTable } from "./family.ts";

/** How a file's weights differ from what an architecture needs. */
export interface Difference {
  readonly candidate: Description;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** As `name [got] instead of [expected]`. */
  readonly reshaped: readonly string[];
  /** Number of weights that fit. */
  readonly fitting: number;
}

/** Names listed of each kind in an error. */
const LISTED = 6;

/** What a table of weights lacks, has too much, and has in another shape. */
export function differenceTo(candidate: Description, table: ShapeTable): Difference {
  const { network, unused } = candidate;
  const expected = new Map(network.weights.map(({ name, shape }) => [name, shape]));
  const missing: string[] = [];
  const reshaped: string[] = [];
  for (const [name, shape] of expected) {
    const got = table.get(name);
    if (got === undefined) missing.push(name);
    else if (got.join() !== shape.join()) reshaped.push(`${name} [${got.join(", ")}] instead of [${shape.join(", ")}]`);
  }
  const unexpected = [...table.keys()].filter((name) => !expected.has(name) && !unused?.test(name));
  return { candidate, missing, unexpected, reshaped, fitting: expected.size - missing.length - reshaped.length };
}

/** Number of names that a difference lists; 0 where the weights fit. */
export const amount = ({ missing, unexpected, reshaped }: Difference): number =>
  missing.length + unexpected.length + reshaped.length;

/**
 * The error of weights that fit nothing, or not what the user named.
 *
 * @param nearest what comes closest
 * @param fitting ids of the architectures that they do fit
 */
export function mismatch(
  nearest: Difference,
  table: ShapeTable,
  requested: string | undefined,
  fitting: readonly string[],
  subject: string,
): InputError {
  const { candidate, missing } = nearest;
  if (requested === undefined && nearest.fitting < missing.length) return unknownWeights(table, subject);
  const wanted = requested ?? `a known architecture; the nearest is ${candidate.id}`;
  return new InputError(subject, {
    expected: `the weights of ${wanted} (names of ${candidate.naming})`,
    got: describe(nearest),
    remedy:
      requested === undefined
        ? remedyFor(nearest, table)
        : fitting.length > 0
          ? `They fit ${fitting.join(" or ")}: say that with \`architecture\`, or leave it out.`
          : "Check `architecture`, or leave it out to have the architecture recognised.",
  });
}

function describe({ missing, unexpected, reshaped }: Difference): string {
  const list = (kind: string, names: readonly string[]): string =>
    `${names.length} ${kind} (${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ", ..." : ""})`;
  const kinds = [
    ["missing", missing],
    ["unexpected", unexpected],
    ["of another shape", reshaped],
  ] as const;
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => list(kind, names))
    .join("; ");
}

/** A backbone without its classifier is no damaged file: training without labels saves one. */
function remedyFor({ candidate, missing, reshaped }: Difference, table: ShapeTable): string {
  const [head] = candidate.network.weights.slice(-2);
  const headless =
    missing.length > 0 && reshaped.length === 0 && missing.every((name) => name.startsWith(stem(head.name)));
  if (headless && ![...table.keys()].some((name) => name.startsWith(stem(head.name)))) {
    return "The network is there and its classifier is not: save both in one state dictionary.";
  }
  return "Name it with `architecture`, or export the model to ONNX, which carries its architecture.";
}

const stem = (name: string): string => name.slice(0, name.lastIndexOf(".") + 1);

function unknownWeights(table: ShapeTable, subject: string): InputError {
  const names = [...table.keys()];
  return new InputError(subject, {
    expected: "the weights of an image classifier of a known architecture",
    got: `${names.length} tensors that are like none (${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ", ..." : ""})`,
    remedy:
      "Export the model to ONNX, which carries its architecture; with `architecture`, what differs from the one named is listed.",
  });
}
