import type { Dataset } from "../core/dataset.ts";
import { type OpenOptions, openDataset } from "../data/open-dataset.ts";
import { type Io, warner } from "./io.ts";

/** What commands say of their data: `--data` and how it is read. */
interface DataOptions
  extends Pick<
    OpenOptions,
    "limit" | "validation" | "imageSize" | "classOrder" | "exif" | "alphaChannel" | "skipUnreadable"
  > {
  readonly data: string;
}

/** Opens `--data` as the command's options have it, and says what the user should know of it. */
export async function openData(
  { data, limit, validation, imageSize, classOrder, exif, alphaChannel, skipUnreadable }: DataOptions,
  more: Pick<OpenOptions, "split" | "mixed" | "seed">,
  io: Io,
): Promise<Dataset> {
  const dataset = await openDataset(data, {
    limit,
    validation,
    imageSize,
    classOrder,
    exif,
    alphaChannel,
    skipUnreadable,
    ...more,
  });
  for (const note of dataset.notes?.() ?? []) warner(io)(note);
  return dataset;
}
