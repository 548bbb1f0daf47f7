/** A TensorFlow.js function cannot be written as a graph. The message names the operation and what to do instead. */
export class TraceError extends Error {
  override readonly name = "TraceError";
}
