import { checkAnswers } from "../model/answer-check.ts";
import type { Network } from "../model/network.ts";
import type { Reading } from "../result/safety-result.ts";
import type { Evaluation, EvaluationEvent } from "./evaluation.ts";
import type { MeasurementStore } from "./measurement-store.ts";

/**
 * Looks for what speaks against how a network was read, and against believing any figure of it, before it is measured;
 * what an earlier sitting found is taken from disk.
 */
export async function* checkReading(
  network: Network,
  { dataset, engine, doubts }: Evaluation,
  store: MeasurementStore,
): AsyncGenerator<EvaluationEvent, Reading> {
  const known = await store.readReading();
  if (known !== undefined) return known;
  const unsteady = await checkAnswers(network, dataset, engine);
  const sentences = [...((await doubts?.(network)) ?? []), ...(unsteady ? [unsteady.sentence] : [])];
  for (const sentence of sentences) yield { kind: "doubt", sentence };
  const notes = [...(network.notes ?? []), ...sentences];
  const reading: Reading = { notes, ...(unsteady && { unsteady: unsteady.found }) };
  await store.writeReading(reading);
  return reading;
}
