import type { Operation } from "../graph/graph.ts";

export function integerOf({ attributes }: Operation, name: string, absent: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && "int" in attribute ? attribute.int : absent;
}

export function integersOf({ attributes }: Operation, name: string): readonly number[] {
  const attribute = attributes[name];
  return attribute !== undefined && "ints" in attribute ? attribute.ints : [];
}
