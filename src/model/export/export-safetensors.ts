import { encodePortableCard, PORTABLE_CARD_KEY } from "../../import/shared/portable-card.ts";
import type { Checkpoint } from "../load-checkpoint.ts";
import { pytorchName } from "./pytorch-names.ts";
import { type ExportedWeight, KERNEL_ORDER, readWeights, reorder } from "./weight.ts";

/** Headers end on a multiple of this, padded with spaces, so that the tensors are aligned. */
const ALIGNMENT = 8;

/**
 * A checkpoint as a safetensors file with PyTorch's layout and torchvision's names, so that `load_state_dict` takes
 * it; the card's normalisation and classes are in its metadata.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export function exportSafetensors({ card, model }: Checkpoint): Buffer {
  const weights = [...readWeights(model)].map(
    ([name, weight]) => [pytorchName(name), inPytorchLayout(weight)] as const,
  );
  const header: Record<string, unknown> = {
    __metadata__: { format: "pt", [PORTABLE_CARD_KEY]: encodePortableCard(card) },
  };
  let end = 0;
  for (const [name, { shape, values }] of weights) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((ALIGNMENT - (text.length % ALIGNMENT)) % ALIGNMENT, " ");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  return Buffer.concat([length, text, padding, ...weights.map(([, { values }]) => littleEndian(values))]);
}

/** Convolutions [out, in, height, width], matrices [out, in], vectors as they are. */
function inPytorchLayout(weight: ExportedWeight): ExportedWeight {
  if (weight.shape.length === 4) return reorder(weight, KERNEL_ORDER);
  return weight.shape.length === 2 ? reorder(weight, [1, 0]) : weight;
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.byteLength);
  values.forEach((value, i) => {
    bytes.writeFloatLE(value, 4 * i);
  });
  return bytes;
}
