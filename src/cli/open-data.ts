import type { Dataset } from "../core/dataset.ts";
import { type OpenOptions, openDataset } from "../data/open-dataset.ts";
import { preprocessText } from "../data/preprocess/preprocess.ts";
import { type ChosenPreprocess, choosePreprocess } from "./choose-preprocess.ts";
import { type Io, warner } from "./io.ts";

/** What commands say of their data: `--data` and how it is read. */
interface DataOptions
  extends Pick<
    OpenOptions,
    "limit" | "validation" | "channels" | "imageSize" | "classOrder" | "exif" | "alphaChannel" | "skipUnreadable"
  > {
  readonly data: string;
  readonly preprocess?: string | undefined;
  /** Folder for decoded images; `none`: nowhere. */
  readonly imageCache?: string | undefined;
  readonly resize?: number | true | undefined;
  /** Checkpoints that the images are for: what lies beside them may say how images are prepared. */
  readonly ckpt?: readonly string[] | string | undefined;
}

/** Opens `--data` as the command's options have it, and says what the user should know of it. */
export async function openData(
  options: DataOptions,
  more: Pick<OpenOptions, "split" | "mixed" | "seed">,
  io: Io,
): Promise<Dataset> {
  const { data, limit, validation, channels, imageSize, classOrder, exif, alphaChannel, skipUnreadable } = options;
  const chosen = await choosePreprocess(options, warner(io));
  const opened = await openDataset(data, {
    limit,
    validation,
    channels,
    imageSize,
    classOrder,
    exif,
    alphaChannel,
    skipUnreadable,
    preprocess: chosen?.steps,
    packs: packsIn(options.imageCache, io),
    ...more,
  });
  const dataset = chosen === undefined ? opened : withNote(opened, preprocessNote(chosen));
  for (const note of dataset.notes?.() ?? []) warner(io)(note);
  return dataset;
}

function packsIn(folder: string | undefined, io: Io): OpenOptions["packs"] {
  if (folder === undefined || folder === "none") return undefined;
  const onPack = (path: string, bytes: number) => {
    io.stderr.write(
      `Images are decoded once, into ${path} (${(bytes / 1e9).toFixed(1)} GB), for this run and later ones.\n`,
    );
  };
  const onFailure = (path: string, reason: string) => {
    warner(io)(`images are decoded at each read, because ${path} cannot be written: ${reason}`);
  };
  return { folder, onPack, onFailure };
}

function preprocessNote({ steps, origin }: ChosenPreprocess): string {
  const text = preprocessText(steps);
  return `Images are prepared by ${text}${origin === text ? "" : ` (${origin})`}.`;
}

function withNote(dataset: Dataset, note: string): Dataset {
  return { ...dataset, notes: () => [note, ...(dataset.notes?.() ?? [])] };
}
