import type { Form } from "./form.ts";
import type { Layer } from "./layer.ts";
import type { TokenForm } from "./token-form.ts";

/** A layer that another program has no form for. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
  /** @param what the layer, as it continues "has no form for" */
  constructor(readonly what: string) {
    super(`no other form for ${what}`);
  }
}

/**
 * A network in another form.
 *
 * @throws UnwritableError where one of its layers has none
 */
export function write<Value>(layer: Layer, input: Value, form: Form<Value>, name?: string): Value {
  if (layer.write === undefined) throw new UnwritableError(name ?? "one of the layers");
  return layer.write(input, form, name);
}

/** @throws UnwritableError where the form has nothing for tokens */
export function tokensOf<Value>({ tokens }: Form<Value>, name: string): TokenForm<Value> {
  if (tokens === undefined) throw new UnwritableError(`${name}, a layer of a network of tokens`);
  return tokens;
}
