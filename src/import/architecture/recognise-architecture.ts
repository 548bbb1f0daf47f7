import { InputError } from "../../core/error.ts";
import { MAX_CLASSES } from "../../core/network-bounds.ts";
import type { ImportOptions } from "../shared/imported-model.ts";
import { amount, type Difference, differenceTo, mismatch } from "./difference.ts";
import { FAMILIES } from "./families/index.ts";
import type { Description, ShapeTable } from "./family.ts";

/** Images above this size are for networks that were made for large images, in pixels. */
const LARGEST_SMALL_IMAGE = 64;

/** What weights were found to be. */
export interface Recognition<T extends ShapeTable = ShapeTable> {
  readonly description: Description;
  /** Ids of other architectures that the same names and shapes fit, and that compute something else. */
  readonly alternatives: readonly string[];
  /** The table that fits. */
  readonly table: T;
}

/**
 * Finds the architecture that weights belong to, from their names and shapes alone. Where several fit, `options.architecture`
 * decides, else the size of the images where that is above 64 pixels, else which is the usual one.
 *
 * @param tables ways to look at the weights, in the order in which they are tried; at least one
 * @throws InputError where none fits; lists what is missing, unexpected and of another shape for the nearest
 */
export function recogniseArchitecture<T extends ShapeTable>(
  tables: readonly T[],
  options: ImportOptions,
  subject: string,
): Recognition<T> {
  const readings = tables.map((table) => ({ table, descriptions: FAMILIES.flatMap((f) => f.recognise(table)) }));
  const fitting = new Set<string>();
  for (const { table, descriptions } of readings) {
    const exact = descriptions.filter((candidate) => amount(differenceTo(candidate, table)) === 0);
    const chosen = choose(exact, options);
    if (chosen !== undefined) {
      const others = exact.map(({ id }) => id).filter((id) => id !== chosen.id);
      return { description: checkClasses(chosen, subject), alternatives: [...new Set(others)], table };
    }
    for (const { id } of exact) fitting.add(id);
  }
  const { difference, table } = nearestOf(readings, options.architecture);
  if (amount(difference) > 0) throw mismatch(difference, table, options.architecture, [...fitting], subject);
  return { description: checkClasses(difference.candidate, subject), alternatives: [], table };
}

function choose(exact: readonly Description[], { architecture, imageSize }: ImportOptions): Description | undefined {
  if (architecture !== undefined) return exact.find(({ id }) => id === architecture);
  const side = Math.min(imageSize?.height ?? 0, imageSize?.width ?? 0);
  const forLarge = exact.find(({ size }) => size > LARGEST_SMALL_IMAGE);
  return side > LARGEST_SMALL_IMAGE && forLarge !== undefined ? forLarge : exact[0];
}

/** Whether weights of these names and shapes are those of a known architecture. */
export function fitsArchitecture(table: ShapeTable, { architecture }: ImportOptions): boolean {
  return FAMILIES.flatMap((family) => family.recognise(table)).some(
    (candidate) =>
      (architecture === undefined || candidate.id === architecture) && amount(differenceTo(candidate, table)) === 0,
  );
}

interface Reading<T> {
  readonly table: T;
  readonly descriptions: readonly Description[];
}

/** The least difference of anything known, or of what was asked for. */
function nearestOf<T extends ShapeTable>(
  readings: readonly Reading<T>[],
  requested: string | undefined,
): { readonly difference: Difference; readonly table: T } {
  const compared = readings.flatMap(({ table, descriptions }) => {
    const known = FAMILIES.flatMap((family) => family.members(classesOf(table)));
    return [...descriptions, ...known]
      .filter(({ id }) => requested === undefined || id === requested)
      .map((candidate) => ({ difference: differenceTo(candidate, table), table }));
  });
  if (compared.length === 0) {
    const ids = new Set(FAMILIES.flatMap((family) => family.members(10)).map(({ id }) => id));
    throw new InputError("`architecture`", { expected: `one of ${[...ids].join(", ")}`, got: `"${requested}"` });
  }
  return compared.reduce((best, next) => (amount(next.difference) < amount(best.difference) ? next : best));
}

function checkClasses(description: Description, subject: string): Description {
  if (!(description.classes >= 2 && description.classes <= MAX_CLASSES)) {
    throw new InputError(subject, {
      expected: "a classifier of at least two classes",
      got: `one of ${description.classes}`,
    });
  }
  return description;
}

/** Rows of the last matrix: the classifier's outputs, in every architecture. */
function classesOf(table: ShapeTable): number {
  const matrices = [...table.values()].filter((shape) => shape.length === 2);
  return matrices[matrices.length - 1]?.[0] ?? 10;
}
