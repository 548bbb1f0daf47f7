import protobuf from "protobufjs/light.js";
import { maskedCrc32c } from "./crc32c.ts";

/** A number at a step of a curve. */
export interface Scalar {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** The part of TensorFlow's event.proto and summary.proto that scalars need. */
const Event = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: "double", id: 1 },
        step: { type: "int64", id: 2 },
        fileVersion: { type: "string", id: 3 },
        summary: { type: "Summary", id: 5 },
      },
    },
    Summary: { fields: { value: { rule: "repeated", type: "Value", id: 1 } } },
    Value: {
      fields: {
        tag: { type: "string", id: 1 },
        simpleValue: { type: "float", id: 2 },
      },
      // Of one of several kinds of value it is written that it is there, also where it is zero.
      oneofs: { value: { oneof: ["simpleValue"] } },
    },
  },
}).lookupType("Event");

/**
 * Scalars as a file that TensorBoard reads: a record of the version, then one for each scalar. A record is its length
 * (8 bytes, little-endian), the length's masked CRC-32C, the message, its masked CRC-32C.
 *
 * @param wallTime seconds since 1970 that all events are given; the same bytes each time where it is the same
 */
export function encodeEventFile(scalars: readonly Scalar[], wallTime: number): Uint8Array {
  // Zero is what a field holds that is not there, and is left out.
  const time = wallTime === 0 ? {} : { wallTime };
  const events = [
    { ...time, fileVersion: "brain.Event:2" },
    ...scalars.map(({ tag, step, value }) => ({
      ...time,
      ...(step !== 0 && { step }),
      summary: { value: [{ tag, simpleValue: value }] },
    })),
  ];
  return Buffer.concat(events.map((event) => record(Event.encode(Event.create(event)).finish())));
}

function record(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(message.length));
  const crc = (bytes: Uint8Array) => {
    const masked = Buffer.alloc(4);
    masked.writeUInt32LE(maskedCrc32c(bytes));
    return masked;
  };
  return Buffer.concat([length, crc(length), message, crc(message)]);
}
