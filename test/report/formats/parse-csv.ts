import { expect } from "vitest";

/** Records of RFC 4180: fields in quotes may hold commas, quotes (twice) and line ends. */
export function parseCsv(text: string): string[][] {
  expect(text).toMatch(/\r\n$/);
  const records: string[][] = [];
  let fields: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(fields);
    fields = [];
  }
  return records;
}

/** Each record by the names in the header. */
export function csvRows(text: string): readonly Readonly<Record<string, string>>[] {
  const [head, ...records] = parseCsv(text);
  for (const record of records) expect(record).toHaveLength(head.length);
  return records.map((record) => Object.fromEntries(head.map((name, i) => [name, record[i]])));
}
