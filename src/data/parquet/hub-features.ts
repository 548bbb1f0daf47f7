import { z } from "zod";
import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import type { ParquetFile } from "./parquet-file.ts";

/** Which columns hold images and classes. */
export interface ImageColumns {
  readonly image: string;
  /** Whether the image is a structure with its bytes in a field, or the bytes. */
  readonly isStructure: boolean;
  readonly label: string;
  /** Names of the classes by number, where the file says them. */
  readonly names?: readonly string[];
}

/** What Hugging Face's datasets library writes into a file: a kind for each column. */
const FEATURES = z.object({
  info: z.object({
    features: z.record(
      z.string(),
      z.looseObject({
        _type: z.string().optional(),
        names: z.union([z.array(z.string()), z.record(z.string(), z.string())]).optional(),
      }),
    ),
  }),
});

/** What a column of classes is called, likeliest first: CIFAR-100 has a fine and a coarse one. */
const LABELS = ["label", "labels", "fine_label", "class", "target", "cls"];

/** @throws InputError where there is no column of images, or none of classes */
export function imageColumns({ path, columns, metadata }: ParquetFile): ImageColumns {
  const features = featuresOf(metadata.get("huggingface"), path);
  const kindOf = (name: string) => features[name]?._type;
  const images = columns.filter(({ name, fields, isBytes }) => {
    const kind = kindOf(name);
    return kind === undefined ? fields.includes("bytes") || isBytes : kind === "Image";
  });
  const image = images.find(({ name }) => /^(image|img)$/.test(name)) ?? images[0];
  const names = columns.map(({ name }) => name);
  const classes = names.filter((name) => kindOf(name) === "ClassLabel");
  const [label] = [
    ...LABELS.filter((name) => classes.includes(name)),
    ...classes,
    ...LABELS.filter((name) => names.includes(name) && kindOf(name) !== "Image"),
  ];
  if (image === undefined || label === undefined) {
    throw new InputError(path, {
      expected: image === undefined ? "a column of images (bytes)" : `a column of classes (${LABELS.join(", ")})`,
      got: `columns ${names.slice(0, 12).join(", ")}`,
    });
  }
  const known = features[label]?.names;
  return {
    image: image.name,
    isStructure: image.fields.length > 0,
    label,
    ...(known !== undefined && { names: Array.isArray(known) ? known : byNumber(known) }),
  };
}

function featuresOf(text: string | undefined, path: string): z.infer<typeof FEATURES>["info"]["features"] {
  if (text === undefined) return {};
  const found = FEATURES.safeParse(parseJson(text, `${path}, huggingface`));
  // Files of other programs keep other things under the key.
  return found.success ? found.data.info.features : {};
}

const byNumber = (names: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(names)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => names[key]);
