import type { Budget } from "../core/budget.ts";
import { createByteReader } from "./byte-reader.ts";
import { latin1 } from "./latin1.ts";
import {
  append,
  collect,
  damaged,
  type Machine,
  pop,
  popMany,
  popToMark,
  recall,
  setItems,
  top,
} from "./pickle-machine.ts";
import type { PickleNames } from "./pickle-names.ts";
import { decimal, decimalOrBoolean, integer } from "./pickle-number.ts";
import { isName, type PickleValue } from "./pickle-value.ts";

/** What one opcode does. */
type Step = (machine: Machine) => void;

interface Unpickled {
  readonly value: PickleValue;
  readonly end: number;
}

/**
 * Reads one pickle without executing anything: a name in it is looked up in a fixed list and everything else is
 * data.
 *
 * @param start where in `buffer` the pickle begins
 * @param budget counts the opcodes
 * @param names what it may mention
 * @returns the value, and where the pickle ends
 * @throws InputError on a name outside the list, an unknown opcode, a damaged program or one that does too much
 * Source: CPython, Lib/pickletools.py (the opcodes of protocols 0 to 5).
 */
export function unpickle(
  buffer: Buffer,
  start: number,
  subject: string,
  budget: Budget,
  names: PickleNames,
): Unpickled {
  const reader = createByteReader(buffer, start, subject);
  const machine: Machine = { subject, reader, budget, names, stack: [], marked: [], memo: new Map() };
  for (;;) {
    budget.spend(1);
    const at = reader.position;
    const code = String.fromCharCode(reader.u8());
    if (code === ".") return { value: pop(machine), end: reader.position };
    const step = OPCODES[code];
    if (step === undefined) {
      throw damaged(machine, "a pickle opcode that data need", `0x${code.charCodeAt(0).toString(16)} at byte ${at}`);
    }
    step(machine);
  }
}

const push =
  (value: (machine: Machine) => PickleValue): Step =>
  (machine) =>
    void machine.stack.push(value(machine));

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const text = ({ names }: Machine, bytes: Uint8Array): PickleValue =>
  names.text === undefined ? latin1(bytes) : names.text(bytes);
const nothing: Step = () => {};

const OPCODES: Readonly<Record<string, Step>> = {
  // Framing
  "\x80": ({ reader }) => void reader.u8(),
  "\x95": ({ reader }) => void reader.u64(),
  // Constants and numbers
  N: push(() => null),
  "\x88": push(() => true),
  "\x89": push(() => false),
  I: push(({ reader }) => decimalOrBoolean(reader.line())),
  L: push((machine) => decimal(machine, machine.reader.line().replace(/L$/, ""))),
  J: push(({ reader }) => reader.i32()),
  K: push(({ reader }) => reader.u8()),
  M: push(({ reader }) => reader.u16()),
  "\x8a": push((machine) => integer(machine, machine.reader.u8())),
  "\x8b": push((machine) => integer(machine, machine.reader.u32())),
  F: push(({ reader }) => Number(reader.line())),
  G: push(({ reader }) => reader.f64be()),
  // Text and bytes
  S: push(({ reader }) => reader.line().slice(1, -1)),
  U: push((machine) => text(machine, machine.reader.bytes(machine.reader.u8()))),
  T: push((machine) => text(machine, machine.reader.bytes(machine.reader.u32()))),
  V: push(({ reader }) => reader.line()),
  "\x8c": push(({ reader }) => utf8(reader.bytes(reader.u8()))),
  X: push(({ reader }) => utf8(reader.bytes(reader.u32()))),
  "\x8d": push(({ reader }) => utf8(reader.bytes(reader.u64()))),
  C: push(({ reader }) => reader.bytes(reader.u8())),
  B: push(({ reader }) => reader.bytes(reader.u32())),
  "\x8e": push(({ reader }) => reader.bytes(reader.u64())),
  "\x96": push(({ reader }) => reader.bytes(reader.u64())),
  // Containers
  "(": (machine) => {
    machine.marked.push(machine.stack);
    machine.stack = [];
  },
  ")": push(() => []),
  "]": push(() => []),
  "}": push(() => new Map()),
  "\x8f": push(() => []),
  t: (machine) => collect(machine, (items) => items),
  l: (machine) => collect(machine, (items) => items),
  "\x91": (machine) => collect(machine, (items) => items),
  d: (machine) => collect(machine, (items) => setItems(machine, new Map(), items)),
  "\x85": (machine) => machine.stack.push([pop(machine)]),
  "\x86": (machine) => machine.stack.push(popMany(machine, 2)),
  "\x87": (machine) => machine.stack.push(popMany(machine, 3)),
  a: (machine) => append(machine, [pop(machine)]),
  e: (machine) => append(machine, popToMark(machine)),
  "\x90": (machine) => append(machine, popToMark(machine)),
  s: (machine) => {
    const pair = popMany(machine, 2);
    setItems(machine, top(machine), pair);
  },
  u: (machine) => {
    const items = popToMark(machine);
    setItems(machine, top(machine), items);
  },
  // Stack and memo
  "0": (machine) => void pop(machine),
  "1": (machine) => void popToMark(machine),
  "2": (machine) => machine.stack.push(top(machine)),
  q: (machine) => machine.memo.set(machine.reader.u8(), top(machine)),
  r: (machine) => machine.memo.set(machine.reader.u32(), top(machine)),
  p: (machine) => machine.memo.set(Number(machine.reader.line()), top(machine)),
  "\x94": (machine) => machine.memo.set(machine.memo.size, top(machine)),
  h: push((machine) => recall(machine, machine.reader.u8())),
  j: push((machine) => recall(machine, machine.reader.u32())),
  g: push((machine) => recall(machine, Number(machine.reader.line()))),
  // Names, and what they make of their arguments
  c: push(({ reader, names, subject }) => names.find(reader.line(), reader.line(), subject)),
  "\x93": (machine) => {
    const [module, name] = popMany(machine, 2);
    if (typeof module !== "string" || typeof name !== "string")
      throw damaged(machine, "a name as text", "another value");
    machine.stack.push(machine.names.find(module, name, machine.subject));
  },
  R: apply,
  "\x81": apply,
  "\x92": (machine) => {
    // Arguments by name follow those by place; only inert records have them.
    pop(machine);
    apply(machine);
  },
  b: (machine) => {
    const state = pop(machine);
    const { names, subject } = machine;
    if (names.build !== undefined) machine.stack.push(names.build(pop(machine), state, subject));
  },
  Q: (machine) => {
    const { names, subject } = machine;
    if (names.persistent === undefined) throw damaged(machine, "a pickle that holds its data", "a pointer to others");
    machine.stack.push(names.persistent(pop(machine), subject));
  },
  "\x97": nothing,
  "\x98": nothing,
};

function apply(machine: Machine): void {
  const [name, args] = popMany(machine, 2);
  if (!isName(name) || !Array.isArray(args)) throw damaged(machine, "a name applied to a tuple", "something else");
  machine.stack.push(machine.names.apply(name.name, args, machine.subject));
}
