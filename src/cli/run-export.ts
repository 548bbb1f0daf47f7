import { writeAtomic } from "../core/files.ts";
import { exportOnnx } from "../model/export/export-onnx.ts";
import { exportSafetensors } from "../model/export/export-safetensors.ts";
import { loadCheckpoint } from "../model/load-checkpoint.ts";
import type { ExportOptions } from "./commands/export.ts";
import type { Io } from "./io.ts";

const WRITERS = { onnx: exportOnnx, safetensors: exportSafetensors } as const;

/** Writes a checkpoint in another format, and says where. */
export async function runExport({ ckpt, to, out }: ExportOptions, io: Io): Promise<void> {
  const checkpoint = await loadCheckpoint(ckpt);
  try {
    const path = out ?? `${checkpoint.name}.${to}`;
    await writeAtomic(path, WRITERS[to](checkpoint));
    io.stdout.write(`${path}\n`);
  } finally {
    checkpoint.dispose();
  }
}
