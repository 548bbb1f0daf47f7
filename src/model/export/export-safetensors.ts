import { encodePortableCard, PORTABLE_CARD_KEY } from "../../import/shared/portable-card.ts";
import { toPytorch } from "../../network/arrange.ts";
import { NAMING } from "../architectures/naming.ts";
import type { Checkpoint } from "../load-checkpoint.ts";
import { pytorchName } from "./pytorch-names.ts";

/** Headers end on a multiple of this, padded with spaces, so that the tensors are aligned. */
const ALIGNMENT = 8;

/**
 * A checkpoint as a safetensors file with PyTorch's layout and torchvision's names, so that `load_state_dict` takes
 * it; the card's normalisation and classes are in its metadata.
 *
 * Source: https://github.com/huggingface/safetensors, "Format".
 */
export function exportSafetensors({ card, bound }: Checkpoint): Buffer {
  // Networks that are not residual ones have the names of the repository that they come from.
  const own = bound.weights.some(({ spec }) => spec.layer === NAMING.stemConvolution);
  const weights = bound.weights.map(({ spec, variable }) => ({
    name: own ? pytorchName(spec) : spec.name,
    shape: spec.shape,
    values: toPytorch(variable.dataSync() as Float32Array, spec),
  }));
  const header: Record<string, unknown> = {
    __metadata__: { format: "pt", [PORTABLE_CARD_KEY]: encodePortableCard(card) },
  };
  let end = 0;
  for (const { name, shape, values } of weights) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((ALIGNMENT - (text.length % ALIGNMENT)) % ALIGNMENT, " ");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  return Buffer.concat([length, text, padding, ...weights.map(({ values }) => littleEndian(values))]);
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.byteLength);
  values.forEach((value, i) => {
    bytes.writeFloatLE(value, 4 * i);
  });
  return bytes;
}
