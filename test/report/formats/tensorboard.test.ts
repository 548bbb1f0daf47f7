import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crc32c } from "../../../src/report/formats/tensorboard/crc32c.ts";
import { encodeEventFile, type Scalar } from "../../../src/report/formats/tensorboard/event-file.ts";

test.each([
  // RFC 3720, appendix B.4, and the usual check value of CRC catalogues.
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["ascending bytes", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["123456789", new TextEncoder().encode("123456789"), 0xe3069283],
])("CRC-32C of %s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test("an event file has the bytes that TensorBoard's own writer gives it", () => {
  const url = new URL("../../fixtures/report/tensorboard.json", import.meta.url);
  const made: { wallTime: number; scalars: Scalar[]; file: string } = JSON.parse(readFileSync(url, "utf8"));
  expect(Buffer.from(encodeEventFile(made.scalars, made.wallTime)).toString("base64")).toBe(made.file);
});
