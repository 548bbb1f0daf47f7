import type { Budget } from "../core/budget.ts";
import { InputError } from "../core/error.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { PickleNames } from "./pickle-names.ts";
import { isOpaque, type PickleValue } from "./pickle-value.ts";

/** State of the stack machine that a pickle is a program for. */
export interface Machine {
  readonly subject: string;
  readonly reader: ByteReader;
  readonly budget: Budget;
  readonly names: PickleNames;
  stack: PickleValue[];
  /** Stacks set aside by MARK. */
  readonly marked: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
}

export function top(machine: Machine): PickleValue {
  if (machine.stack.length === 0) throw damaged(machine, "a value on the pickle's stack", "none");
  return machine.stack[machine.stack.length - 1];
}

export function pop(machine: Machine): PickleValue {
  const value = top(machine);
  machine.stack.pop();
  return value;
}

export function popMany(machine: Machine, count: number): PickleValue[] {
  if (machine.stack.length < count) throw damaged(machine, `${count} values on the pickle's stack`, "fewer");
  return machine.stack.splice(-count);
}

export function popToMark(machine: Machine): PickleValue[] {
  const items = machine.stack;
  const below = machine.marked.pop();
  if (below === undefined) throw damaged(machine, "a mark on the pickle's stack", "none");
  machine.stack = below;
  return items;
}

export function collect(machine: Machine, make: (items: PickleValue[]) => PickleValue): void {
  const items = popToMark(machine);
  machine.stack.push(make(items));
}

export function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = top(machine);
  if (isOpaque(list)) return;
  if (!Array.isArray(list)) throw damaged(machine, "a list to append to", "something else");
  for (const item of items) list.push(item);
}

export function setItems(machine: Machine, target: PickleValue, items: readonly PickleValue[]): PickleValue {
  if (isOpaque(target)) return target;
  if (!(target instanceof Map) || items.length % 2 !== 0) throw damaged(machine, "pairs for a dictionary", "others");
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  return target;
}

export function recall(machine: Machine, index: number): PickleValue {
  const value = machine.memo.get(index);
  if (value === undefined) throw damaged(machine, "an entry of the pickle's memo", `none under ${index}`);
  return value;
}

/** The error of a program that nobody honest wrote. */
export function damaged(machine: Machine, expected: string, got: string): InputError {
  return new InputError(machine.subject, { expected, got, remedy: machine.names.remedy });
}
