import { InputError } from "../../../core/error.ts";
import { type ByteReader, createByteReader } from "./byte-reader.ts";
import { allowedName, applyName, isName, STORAGE_TYPES } from "./pickle-names.ts";
import type { PickleValue } from "./pickle-value.ts";

/** What one opcode does. */
type Step = (machine: Machine) => void;

/** State of the stack machine that a pickle is a program for. */
interface Machine {
  readonly subject: string;
  readonly reader: ByteReader;
  stack: PickleValue[];
  /** Stacks set aside by MARK. */
  readonly marked: PickleValue[][];
  readonly memo: Map<number, PickleValue>;
}

/** Far more than any state dictionary: about twenty opcodes per tensor. */
const MAX_OPCODES = 5_000_000;
/** Longest integer read, in bytes; Python's are unbounded. */
const MAX_INTEGER_BYTES = 64;

/**
 * Reads one pickle without executing anything: a name in it is looked up in a fixed list (pickle-names.ts) and
 * everything else is data.
 *
 * @param start where in `buffer` the pickle begins
 * @returns the value, and where the pickle ends
 * @throws InputError on a name outside the list, an unknown opcode, a damaged or an endless program
 * Source: CPython, Lib/pickletools.py (the opcodes of protocols 0 to 5).
 */
export function unpickle(buffer: Buffer, start: number, subject: string): { value: PickleValue; end: number } {
  const reader = createByteReader(buffer, start, subject);
  const machine: Machine = { subject, reader, stack: [], marked: [], memo: new Map() };
  for (let count = 0; count < MAX_OPCODES; count++) {
    const at = reader.position;
    const code = String.fromCharCode(reader.u8());
    if (code === ".") return { value: pop(machine), end: reader.position };
    const step = OPCODES[code];
    if (step === undefined) {
      throw damaged(machine, "a pickle opcode that weights need", `0x${code.charCodeAt(0).toString(16)} at byte ${at}`);
    }
    step(machine);
  }
  throw damaged(machine, `at most ${MAX_OPCODES} pickle opcodes`, "more");
}

const push =
  (value: (machine: Machine) => PickleValue): Step =>
  (machine) =>
    void machine.stack.push(value(machine));

const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
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
  U: push(({ reader }) => latin1(reader.bytes(reader.u8()))),
  T: push(({ reader }) => latin1(reader.bytes(reader.u32()))),
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
  c: push(({ reader, subject }) => allowedName(reader.line(), reader.line(), subject)),
  "\x93": (machine) => {
    const [module, name] = popMany(machine, 2);
    machine.stack.push(allowedName(String(module), String(name), machine.subject));
  },
  R: apply,
  "\x81": apply,
  // The attributes of an object are not weights: a state dictionary's own version table, a script's options.
  b: (machine) => void pop(machine),
  Q: (machine) => machine.stack.push(storage(machine, pop(machine))),
  "\x97": nothing,
  "\x98": nothing,
};

function apply(machine: Machine): void {
  const [name, args] = popMany(machine, 2);
  if (!isName(name) || !Array.isArray(args)) throw damaged(machine, "a name applied to a tuple", "something else");
  machine.stack.push(applyName(name.name, args, machine.subject));
}

/** torch's persistent ids: ("storage", storage class, key, device, element count). */
function storage(machine: Machine, id: PickleValue): PickleValue {
  const [kind, type, key, , count] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || !isName(type) || typeof key !== "string" || typeof count !== "number" || !(count >= 0)) {
    throw damaged(machine, "a pointer to a tensor's storage", "another one");
  }
  const elementType = STORAGE_TYPES[type.name];
  if (elementType === undefined) throw damaged(machine, "a numeric storage", type.name);
  return { kind: "storage", type: elementType, key, count };
}

function top(machine: Machine): PickleValue {
  if (machine.stack.length === 0) throw damaged(machine, "a value on the pickle's stack", "none");
  return machine.stack[machine.stack.length - 1];
}

function pop(machine: Machine): PickleValue {
  const value = top(machine);
  machine.stack.pop();
  return value;
}

function popMany(machine: Machine, count: number): PickleValue[] {
  if (machine.stack.length < count) throw damaged(machine, `${count} values on the pickle's stack`, "fewer");
  return machine.stack.splice(-count);
}

function popToMark(machine: Machine): PickleValue[] {
  const items = machine.stack;
  const below = machine.marked.pop();
  if (below === undefined) throw damaged(machine, "a mark on the pickle's stack", "none");
  machine.stack = below;
  return items;
}

function collect(machine: Machine, make: (items: PickleValue[]) => PickleValue): void {
  const items = popToMark(machine);
  machine.stack.push(make(items));
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = top(machine);
  if (!Array.isArray(list)) throw damaged(machine, "a list to append to", "something else");
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, target: PickleValue, items: readonly PickleValue[]): PickleValue {
  if (!(target instanceof Map) || items.length % 2 !== 0) throw damaged(machine, "pairs for a dictionary", "others");
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  return target;
}

function recall(machine: Machine, index: number): PickleValue {
  const value = machine.memo.get(index);
  if (value === undefined) throw damaged(machine, "an entry of the pickle's memo", `none under ${index}`);
  return value;
}

function decimalOrBoolean(text: string): PickleValue {
  if (text === "00" || text === "01") return text === "01";
  return Number(text);
}

function decimal(machine: Machine, text: string): PickleValue {
  if (!/^-?\d{1,150}$/.test(text)) throw damaged(machine, "a decimal integer", "something else");
  return narrow(BigInt(text));
}

/** A two's complement little-endian integer of `length` bytes. */
function integer(machine: Machine, length: number): PickleValue {
  if (length > MAX_INTEGER_BYTES)
    throw damaged(machine, `an integer of at most ${MAX_INTEGER_BYTES} bytes`, `${length}`);
  const bytes = machine.reader.bytes(length);
  const unsigned = bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return narrow(BigInt.asIntN(length * 8, unsigned));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function damaged(machine: Machine, expected: string, got: string): InputError {
  return new InputError(machine.subject, {
    expected,
    got,
    remedy: "The file is damaged or was not written by torch.save.",
  });
}
