import type { AttentionSettings } from "./attention-settings.ts";

/**
 * What a form has for networks of tokens: a map's positions, row by row, as [batch, positions, features]. Such a form's
 * maxima leave out what is around an image: features of tokens may all be below 0.
 */
export interface TokenForm<Value> {
  fromMap(map: Value, name: string): Value;
  toMap(tokens: Value, name: string): Value;
  layerNorm(input: Value, name: string, epsilon: number): Value;
  gelu(input: Value, name: string | undefined): Value;
  /** Over the tokens: [batch, features]. */
  mean(tokens: Value, name: string | undefined): Value;
  attention(tokens: Value, name: string, settings: AttentionSettings): Value;
}
