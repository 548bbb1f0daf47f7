import { InputError } from "../../../core/error.ts";
import { FAMILIES } from "./families/index.ts";
import type { Description, ShapeTable } from "./family.ts";

/** How a file's weights differ from what an architecture needs. */
interface Difference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** As `name [got] instead of [expected]`. */
  readonly reshaped: readonly string[];
}

/** Names listed of each kind in an error. */
const LISTED = 6;

/** A classifier has at least two classes, and no more than this program's other files may claim. */
const MOST_CLASSES = 50_000;

/**
 * Finds the architecture that weights belong to, from their names and shapes alone.
 *
 * @param requested the id given with `--arch`, where the user did
 * @throws InputError where none fits; lists what is missing, unexpected and of another shape for the nearest
 */
export function recogniseArchitecture(table: ShapeTable, requested: string | undefined, subject: string): Description {
  const readOff = FAMILIES.map((family) => family.recognise(table)).filter((found) => found !== undefined);
  const exact = readOff.find((candidate) => fits(candidate, requested) && amount(compare(candidate, table)) === 0);
  if (exact !== undefined) return checkClasses(exact, subject);

  const known = FAMILIES.flatMap((family) => family.members(classesOf(table)));
  const candidates = [...readOff, ...known].filter((candidate) => fits(candidate, requested));
  if (candidates.length === 0) {
    const ids = [...new Set(known.map(({ id }) => id))];
    throw new InputError("--arch", { expected: `one of ${ids.join(", ")}`, got: `"${requested}"` });
  }
  const compared = candidates.map((candidate) => ({ candidate, difference: compare(candidate, table) }));
  const nearest = compared.reduce((best, next) => (amount(next.difference) < amount(best.difference) ? next : best));
  if (amount(nearest.difference) > 0) throw mismatch(nearest.candidate, nearest.difference, requested, subject);
  return checkClasses(nearest.candidate, subject);
}

const fits = ({ id }: Description, requested: string | undefined): boolean =>
  requested === undefined || id === requested;

function checkClasses(description: Description, subject: string): Description {
  if (!(description.classes >= 2 && description.classes <= MOST_CLASSES)) {
    throw new InputError(subject, {
      expected: "a classifier of at least two classes",
      got: `one of ${description.classes}`,
    });
  }
  return description;
}

function compare({ network }: Description, table: ShapeTable): Difference {
  const expected = new Map(network.weights.map(({ name, shape }) => [name, shape]));
  const missing: string[] = [];
  const reshaped: string[] = [];
  for (const [name, shape] of expected) {
    const got = table.get(name);
    if (got === undefined) missing.push(name);
    else if (got.join() !== shape.join()) reshaped.push(`${name} [${got.join(", ")}] instead of [${shape.join(", ")}]`);
  }
  return { missing, reshaped, unexpected: [...table.keys()].filter((name) => !expected.has(name)) };
}

const amount = ({ missing, unexpected, reshaped }: Difference): number =>
  missing.length + unexpected.length + reshaped.length;

function mismatch(
  nearest: Description,
  difference: Difference,
  requested: string | undefined,
  subject: string,
): InputError {
  const list = (kind: string, names: readonly string[]): string =>
    `${names.length} ${kind} (${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ", ..." : ""})`;
  const got = [
    ["missing", difference.missing],
    ["unexpected", difference.unexpected],
    ["of another shape", difference.reshaped],
  ] as const;
  const wanted = requested ?? `a known architecture; the nearest is ${nearest.id}`;
  return new InputError(subject, {
    expected: `the weights of ${wanted} (names of ${nearest.naming})`,
    got: got
      .filter(([, names]) => names.length > 0)
      .map(([kind, names]) => list(kind, names))
      .join("; "),
    remedy:
      requested === undefined
        ? "Name it with --arch, or export the model to ONNX, which carries its architecture."
        : "Check --arch, or leave it out to have the architecture recognised.",
  });
}

/** Rows of the last matrix: the classifier's outputs, in every architecture. */
function classesOf(table: ShapeTable): number {
  const matrices = [...table.values()].filter((shape) => shape.length === 2);
  return matrices[matrices.length - 1]?.[0] ?? 10;
}
