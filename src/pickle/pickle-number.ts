import { damaged, type Machine } from "./pickle-machine.ts";
import type { PickleValue } from "./pickle-value.ts";

/** Longest integer read, in bytes; Python's are unbounded. */
const MAX_INTEGER_BYTES = 64;

export function decimalOrBoolean(text: string): PickleValue {
  if (text === "00" || text === "01") return text === "01";
  return Number(text);
}

export function decimal(machine: Machine, text: string): PickleValue {
  if (!/^-?\d{1,150}$/.test(text)) throw damaged(machine, "a decimal integer", "something else");
  return narrow(BigInt(text));
}

/** A two's complement little-endian integer of `length` bytes. */
export function integer(machine: Machine, length: number): PickleValue {
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
