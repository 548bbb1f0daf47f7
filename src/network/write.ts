import type { Form } from "./form.ts";
import type { Layer } from "./layer.ts";

/** A network in another form. */
export function write<Value>(layer: Layer, input: Value, form: Form<Value>, name?: string): Value {
  if (layer.write === undefined) throw new Error(`${name ?? "a layer"} of this network has no other form`);
  return layer.write(input, form, name);
}
