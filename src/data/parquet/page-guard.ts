import { InputError } from "../../core/error.ts";

interface PromisedSizes {
  /** Names file, group and column. */
  readonly subject: string;
  /** Rows of the group: a column that is no list has no more values. */
  readonly rows: number;
  /** Bytes that the column has unpacked, as the file's description states. */
  readonly unpacked: number;
}

/**
 * Walks over the headers of a column's pages before any is unpacked: room is made by what they state, so what they state
 * has to fit what the file's description promised, and that the bytes that there are.
 *
 * @throws InputError where a page states more values than the group has rows, or more bytes than the column
 */
export async function requireHonestPages(
  content: ArrayBuffer,
  { subject, rows, unpacked }: PromisedSizes,
): Promise<void> {
  const { parquetHeader } = await import("hyparquet/src/column.js");
  const reader = { view: new DataView(content), offset: 0 };
  const bytes = content.byteLength;
  let [values, left] = [0, Math.max(SMALL, Math.min(unpacked, MAX_RATIO * bytes))];
  while (reader.offset < bytes - 1) {
    const header = parquetHeader(reader);
    const packed = Number(header.compressed_page_size);
    const own = header.data_page_header ?? header.data_page_header_v2;
    const entries = Number((own ?? header.dictionary_page_header)?.num_values ?? 0);
    left -= Number(header.uncompressed_page_size);
    if (own !== undefined) values += entries;
    const inside = packed >= 0 && reader.offset + packed <= bytes;
    if (!inside || !(left >= 0) || !(entries >= 0 && entries <= rows) || !(values <= rows)) {
      throw new InputError(subject, {
        expected: `pages of at most ${rows} values inside of their column`,
        got: `one that states ${entries} values, ${packed} bytes packed and ${header.uncompressed_page_size} unpacked`,
        remedy: "The file is damaged, or made to exhaust memory.",
      });
    }
    reader.offset += packed;
  }
}

/** Columns of few bytes may unpack to many times their size: an image column hardly shrinks at all. */
const SMALL = 64 * 2 ** 20;
const MAX_RATIO = 100;
