import type { AsyncBuffer, ColumnMetaData, FileMetaData, SchemaTree } from "hyparquet";
import { InputError } from "../../core/error.ts";
import { openRegular } from "../../core/regular-file.ts";
import { requireHonestPages } from "./page-guard.ts";

/** Rows that lie together in a Parquet file. */
export interface RowGroup {
  readonly rows: number;
}

/** A Parquet file, read by columns and groups of rows. */
export interface ParquetFile {
  readonly path: string;
  readonly groups: readonly RowGroup[];
  /** Columns, with the fields of those that are structures. */
  readonly columns: readonly ParquetColumn[];
  /** What writers keep beside the data, by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The values of a column in a group: bytes as they are, text as text, integers as bigint or number. */
  readGroup(group: number, column: string): Promise<readonly unknown[]>;
}

export interface ParquetColumn {
  readonly name: string;
  readonly fields: readonly string[];
  /** Whether it holds bytes that are no text. */
  readonly isBytes: boolean;
}

/** Most bytes of the description at a file's end; of a thousand row groups it has under a million. */
const MAX_DESCRIPTION = 64 * 2 ** 20;
/** Most rows of one group: libraries write 100 to a million. */
const MAX_GROUP_ROWS = 10_000_000;
/** Most bytes of one column in one group, packed and unpacked. */
const MAX_CHUNK = 2 ** 31 - 1;
const MAX_GROUPS = 1_000_000;

/**
 * Opens a Parquet file; its description is read and checked, its rows when they are asked for.
 *
 * @throws InputError on what is no whole Parquet file, or describes more than it can hold
 */
export async function openParquet(path: string): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  const buffer = await asyncBuffer(path);
  const metadata = await named(path, async () => {
    await requireEnd(buffer, path);
    return parquetMetadataAsync(buffer);
  });
  const groups = metadata.row_groups.map(({ num_rows: rows }) => ({ rows: Number(rows) }));
  requireSizes(metadata, buffer.byteLength, path);
  return {
    path,
    groups,
    columns: parquetSchema(metadata).children.map(columnOf),
    metadata: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ""])),
    readGroup: (group, column) => readGroup({ buffer, metadata, path }, group, column),
  };
}

function columnOf({ element, children }: SchemaTree): ParquetColumn {
  const isText = element.converted_type === "UTF8" || element.logical_type?.type === "STRING";
  return {
    name: element.name,
    fields: children.map((child) => child.element.name),
    isBytes: element.type === "BYTE_ARRAY" && !isText,
  };
}

async function asyncBuffer(path: string): Promise<AsyncBuffer> {
  const { file, bytes } = await openRegular(path);
  await file.close();
  return {
    byteLength: bytes,
    async slice(start, end = bytes) {
      const { file: opened } = await openRegular(path);
      try {
        const content = new ArrayBuffer(Math.max(0, Math.min(end, bytes) - start));
        let filled = 0;
        while (filled < content.byteLength) {
          const left = content.byteLength - filled;
          const { bytesRead } = await opened.read(new Uint8Array(content, filled, left), 0, left, start + filled);
          if (bytesRead === 0) throw new InputError(path, { expected: `${bytes} bytes`, got: "a shorter file" });
          filled += bytesRead;
        }
        return content;
      } finally {
        await opened.close();
      }
    },
  };
}

/** A file ends with the length of its description and four letters. */
async function requireEnd(buffer: AsyncBuffer, path: string): Promise<void> {
  const expected = "a Parquet file, which begins and ends with PAR1";
  const remedy = "It is another file, or cut short: fetch it again.";
  const size = buffer.byteLength;
  if (size < 12) throw new InputError(path, { expected, got: `${size} bytes`, remedy });
  const end = Buffer.from(await buffer.slice(size - 8, size));
  const start = Buffer.from(await buffer.slice(0, 4));
  if (start.toString("latin1") !== "PAR1" || end.toString("latin1", 4) !== "PAR1") {
    throw new InputError(path, { expected, got: "other letters there", remedy });
  }
  const length = end.readUInt32LE(0);
  if (length > Math.min(MAX_DESCRIPTION, size - 12)) {
    throw new InputError(path, { expected: "a description inside of the file", got: `one of ${length} bytes`, remedy });
  }
}

/** Sizes that a description states, before room is made for anything. */
function requireSizes(metadata: FileMetaData, bytes: number, path: string): void {
  const isSize = (value: bigint | number | undefined, most: number) => Number(value) >= 0 && Number(value) <= most;
  const right =
    metadata.row_groups.length <= MAX_GROUPS &&
    metadata.row_groups.every(
      ({ num_rows: rows, columns }) =>
        isSize(rows, MAX_GROUP_ROWS) &&
        columns.every(({ meta_data: column }) => {
          if (column === undefined) return false;
          const start = startOf(column);
          return (
            isSize(column.total_compressed_size, MAX_CHUNK) &&
            isSize(column.total_uncompressed_size, MAX_CHUNK) &&
            isSize(start, bytes) &&
            start + Number(column.total_compressed_size) <= bytes
          );
        }),
    );
  if (right) return;
  throw new InputError(path, {
    expected: "row groups and columns that lie inside of the file",
    got: "others",
    remedy: "The file is damaged, or made to exhaust memory.",
  });
}

/** Where a column's pages begin: with its dictionary, where it has one. */
function startOf({ data_page_offset: data, dictionary_page_offset: dictionary }: ColumnMetaData): number {
  return Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
}

interface Opened {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly path: string;
}

async function readGroup({ buffer, metadata, path }: Opened, group: number, column: string) {
  const { parquetReadObjects } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const own = metadata.row_groups[group];
  return named(`${path}, row group ${group}`, async () => {
    for (const { meta_data: part } of own.columns) {
      if (part === undefined || part.path_in_schema[0] !== column) continue;
      const start = startOf(part);
      await requireHonestPages(await buffer.slice(start, start + Number(part.total_compressed_size)), {
        subject: `${path}, row group ${group}, column ${column}`,
        rows: Number(own.num_rows),
        unpacked: Number(part.total_uncompressed_size),
      });
    }
    // A description of this group alone: rows are then counted from its beginning.
    const alone: FileMetaData = { ...metadata, row_groups: [own], num_rows: own.num_rows };
    const rows = await parquetReadObjects({
      file: buffer,
      metadata: alone,
      columns: [column],
      compressors,
      utf8: false,
      geoparquet: false,
    });
    if (rows.length === Number(own.num_rows)) return rows.map((row) => row[column] as unknown);
    throw new InputError(path, { expected: `${own.num_rows} rows in group ${group}`, got: `${rows.length}` });
  });
}

/** What a library says of a damaged file, with the file's name. */
async function named<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(
      subject,
      {
        expected: "a whole Parquet file",
        got: `an error (${cause instanceof Error ? cause.message : cause})`,
        remedy: "The file is damaged or cut short: fetch it again.",
      },
      { cause },
    );
  }
}
