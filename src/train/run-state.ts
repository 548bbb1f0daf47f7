import { z } from "zod";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { type EpochRecord, planSchema, recordSchema, type TrainingPlan } from "./plan.ts";

const headerSchema = z.object({
  schema: z.literal("ipswap-eval/training-state/3"),
  plan: planSchema,
  log: z.array(recordSchema),
  finished: z.boolean(),
  /** Values in each state variable. */
  lengths: z.array(z.int().min(0)),
  sha256: z.string(),
});

/** What a training run needs to continue after its last whole epoch. */
export interface RunState {
  /** Whether the checkpoint is written. */
  readonly finished: boolean;
  readonly log: readonly EpochRecord[];
  /** Weights, the optimizer's variables and the method's parts, then what the method keeps; none when the run has finished. */
  readonly values: readonly Float32Array[];
}

/**
 * The bytes of `state.bin`: a line of JSON (plan, log, lengths and hash of what follows), then the values as
 * little-endian float32, one variable after the other.
 */
export function encodeState(plan: TrainingPlan, { finished, log, values }: RunState): Uint8Array {
  const payload = Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const header: z.input<typeof headerSchema> = {
    schema: "ipswap-eval/training-state/3",
    plan,
    finished,
    log: [...log],
    lengths: values.map(({ length }) => length),
    sha256: sha256(payload),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), payload]);
}

/**
 * Reads what `encodeState` wrote.
 *
 * @param path named in errors
 * @throws InputError on anything else and on damage
 */
export function decodeState(bytes: Buffer, path: string): { readonly plan: TrainingPlan; readonly state: RunState } {
  const end = bytes.indexOf(0x0a);
  const damaged = (got: string) =>
    new InputError(path, {
      expected: "the state of a training run",
      got,
      remedy: "Start again with `restart`, or in another folder (`out`).",
    });
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8", 0, Math.max(0, end)));
  } catch {
    throw damaged("something else");
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw damaged("one of another version");
  const payload = new Uint8Array(bytes.subarray(end + 1));
  const { plan, finished, log, lengths } = header.data;
  const bytesExpected = Float32Array.BYTES_PER_ELEMENT * lengths.reduce((sum, length) => sum + length, 0);
  if (payload.byteLength !== bytesExpected || sha256(payload) !== header.data.sha256) throw damaged("a damaged file");
  const all = new Float32Array(payload.buffer);
  let offset = 0;
  const values = lengths.map((length) => {
    offset += length;
    return all.subarray(offset - length, offset);
  });
  return { plan, state: { finished, log, values } };
}
