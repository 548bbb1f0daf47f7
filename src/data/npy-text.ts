import { formatHeader } from "./npy-header.ts";

/**
 * Strings as the bytes of a .npy file of fixed-length Unicode (NumPy's `<U`), which `numpy.load` opens without
 * pickle: UTF-32, little-endian, each padded with zeros to the longest.
 *
 * @example new TextDecoder("latin1").decode(encodeNpyText(["a", "bc"])).includes("'shape': (2,)") // true
 */
export function encodeNpyText(texts: readonly string[]): Uint8Array {
  const rows = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0));
  const letters = rows.reduce((longest, row) => Math.max(longest, row.length), 1);
  const header = formatHeader(`<U${letters}`, [texts.length]);
  const bytes = new Uint8Array(header.length + texts.length * letters * 4);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  rows.forEach((row, i) => {
    row.forEach((codePoint, j) => {
      view.setUint32((i * letters + j) * 4, codePoint, true);
    });
  });
  return bytes;
}
