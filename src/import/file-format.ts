import { InputError } from "../core/error.ts";
import { openZip } from "../core/zip-archive.ts";
import { mistakenFor } from "./no-model.ts";
import { safetensorsHeaderBytes } from "./safetensors/read-safetensors.ts";

/** Kinds of model files, told by their content. */
export type FileFormat =
  | "pytorch-zip"
  | "pytorch-legacy"
  | "safetensors"
  | "onnx"
  | "keras-zip"
  | "keras-hdf5"
  | "tfjs";

/** What each is called in messages. */
export const FORMAT_TITLES: Readonly<Record<FileFormat, string>> = {
  "pytorch-zip": "PyTorch weights (zip)",
  "pytorch-legacy": "PyTorch weights (legacy pickle)",
  safetensors: "safetensors",
  onnx: "ONNX",
  "keras-zip": "Keras (.keras)",
  "keras-hdf5": "Keras (HDF5)",
  tfjs: "TensorFlow.js model.json",
};

const startsWith = (content: Buffer, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => content[index] === byte);

/**
 * Recognises a file's format from its content; names are not looked at.
 *
 * @throws InputError on what is none of them
 */
export async function recogniseFormat(content: Buffer, subject: string): Promise<FileFormat> {
  if (content.length === 0) throw unknown(subject, "an empty file");
  const mistaken = mistakenFor(content);
  if (mistaken !== undefined) throw unknown(subject, mistaken.what, mistaken.remedy);
  if (startsWith(content, [0x50, 0x4b, 0x03, 0x04])) return recogniseZip(content, subject);
  if (startsWith(content, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])) return "keras-hdf5";
  if (safetensorsHeaderBytes(content) !== undefined) return "safetensors";
  // A pickle of protocol 2 or later that starts with a long integer: the legacy format's magic number.
  if (content[0] === 0x80 && content[1] <= 5) return "pytorch-legacy";
  if (/^\s*\{/.test(content.toString("latin1", 0, 64))) return "tfjs";
  if (isSavedModel(content)) {
    throw unknown(
      subject,
      "a TensorFlow SavedModel",
      "Convert it: python -m tf2onnx.convert --saved-model DIR --output model.onnx, or tensorflowjs_converter.",
    );
  }
  if (content.toString("latin1", 4, 8) === "TFL3") {
    throw unknown(
      subject,
      "a TensorFlow Lite model",
      "Convert it: python -m tf2onnx.convert --tflite FILE --output model.onnx.",
    );
  }
  // ONNX is a protocol buffer without a signature: its first field is the version of the format, a small number.
  if (content[0] === 0x08 && content[1] < 0x20) return "onnx";
  if (content.toString("latin1", 257, 262) === "ustar") {
    throw unknown(
      subject,
      "a tar archive",
      "Torch files of before 2017 and packed folders are not read: unpack or re-save it.",
    );
  }
  throw unknown(subject, `bytes ${content.toString("hex", 0, 8)}...`);
}

/**
 * A protocol buffer too: the version 1, then a graph of more than 127 bytes, where ONNX has the short name of a program.
 */
function isSavedModel(content: Buffer): boolean {
  return startsWith(content, [0x08, 0x01, 0x12]) && content[3] >= 0x80;
}

async function recogniseZip(content: Buffer, subject: string): Promise<FileFormat> {
  const { names } = await openZip(content, subject);
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) return "pytorch-zip";
  if (names.includes("config.json") && names.includes("model.weights.h5")) return "keras-zip";
  if (
    names.some((name) => /(^|\/)(models\/[^/]*\.json|serialized_exported_program\.json|archive_format)$/.test(name))
  ) {
    throw unknown(subject, "a torch.export program", "Export the model to ONNX: torch.onnx.export(model, args, path).");
  }
  throw unknown(subject, `a zip archive of ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", ..." : ""}`);
}

function unknown(subject: string, got: string, remedy?: string): InputError {
  return new InputError(subject, {
    expected: "a PyTorch, safetensors, ONNX, Keras or TensorFlow.js model",
    got,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
