import type { Type } from "protobufjs/light.js";
import type { Budget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";

/** Graphs in attributes of nodes of graphs, sixteen deep, and what is inside of them. */
const DEEPEST = 80;

/** Wire types of the encoding. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Rough sizes in memory of what a decoder makes: an object, a text, a whole number of 64 bits, another number. */
const MEMORY = { message: 200, text: 64, long: 64, number: 16 };

/**
 * Counts what decoding a message would make, before anything is made: an empty message takes two bytes in a file and a
 * hundred in memory.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 *
 * @throws InputError on what is no message of this type, is nested too deep, or is more than the budget allows
 */
export function scanMessage(content: Uint8Array, type: Type, budget: Budget, subject: string): void {
  scan({ content, budget, subject }, 0, content.length, type, 0);
}

interface Scan {
  readonly content: Uint8Array;
  readonly budget: Budget;
  readonly subject: string;
}

function scan(context: Scan, start: number, end: number, type: Type, depth: number): void {
  const { budget, subject } = context;
  if (depth > DEEPEST) {
    throw new InputError(subject, {
      expected: `messages at most ${DEEPEST} deep inside each other`,
      got: "deeper ones",
    });
  }
  budget.take(MEMORY.message);
  for (let at = start; at < end; ) {
    budget.spend(1);
    const [tag, next] = varint(context, at, end);
    const [wire, id] = [tag % 8, Math.floor(tag / 8)];
    const [from, to] = range(context, wire, next, end);
    const field = type.fieldsById[id];
    at = to;
    if (field === undefined) continue;
    const inner = field.resolve().resolvedType;
    const repeatedNumber = wire === WIRE.bytes && field.repeated && !isText(field.type) && inner === null;
    if (inner !== null && "fieldsById" in inner) {
      if (wire !== WIRE.bytes) throw damaged(subject);
      scan(context, from, to, inner, depth + 1);
    } else if (isText(field.type)) {
      if (wire !== WIRE.bytes) throw damaged(subject);
      // The bytes of a tensor are not copied.
      budget.take(MEMORY.text + (field.type === "string" ? to - from : 0));
    } else if (repeatedNumber) {
      budget.take(memoryOf(field.type) * countNumbers(context, field.type, from, to));
    } else {
      if (wire !== wireOf(field.type)) throw damaged(subject);
      budget.take(memoryOf(field.type));
    }
  }
}

const isText = (type: string): boolean => type === "string" || type === "bytes";
const memoryOf = (type: string): number => (/64$/.test(type) ? MEMORY.long : MEMORY.number);
const wireOf = (type: string): number =>
  type === "float" ? WIRE.fixed32 : type === "double" ? WIRE.fixed64 : WIRE.varint;

/** Where a field's value begins and ends. */
function range(context: Scan, wire: number, at: number, end: number): readonly [number, number] {
  switch (wire) {
    case WIRE.varint:
      return [at, varint(context, at, end)[1]];
    case WIRE.fixed64:
      return within(context, at, at + 8, end);
    case WIRE.fixed32:
      return within(context, at, at + 4, end);
    case WIRE.bytes: {
      const [length, from] = varint(context, at, end);
      return within(context, from, from + length, end);
    }
    default:
      throw damaged(context.subject);
  }
}

function within({ subject }: Scan, from: number, to: number, end: number): readonly [number, number] {
  if (to > end) throw damaged(subject);
  return [from, to];
}

/** A number of up to ten bytes, seven bits each; and where the next field begins. */
function varint({ content, subject }: Scan, at: number, end: number): readonly [number, number] {
  let value = 0;
  for (let i = 0; i < 10 && at + i < end; i++) {
    const byte = content[at + i];
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  throw damaged(subject);
}

/** How many numbers lie in a packed field. */
function countNumbers({ content }: Scan, type: string, from: number, to: number): number {
  if (type === "float") return (to - from) / 4;
  if (type === "double") return (to - from) / 8;
  let count = 0;
  for (let at = from; at < to; at++) if (content[at] < 0x80) count++;
  return count;
}

function damaged(subject: string): InputError {
  return new InputError(subject, {
    expected: "an ONNX model",
    got: "bytes that are none",
    remedy: "The file is cut short or damaged: fetch or save it again.",
  });
}
