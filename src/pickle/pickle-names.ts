import type { PickleName, PickleValue } from "./pickle-value.ts";

/** What a pickle of some kind of file may mention, and what becomes of it. None of these runs anything from the file. */
export interface PickleNames {
  /** What to do about a file that no program of this kind wrote. */
  readonly remedy: string;
  /**
   * The name itself, where it is in the list; nothing is imported.
   *
   * @throws InputError for a name that is not, with the name
   */
  find(module: string, name: string, subject: string): PickleName;
  /** Applies a name that `find` gave to its arguments. */
  apply(name: string, args: readonly PickleValue[], subject: string): PickleValue;
  /** Gives an object its attributes. Default: they are dropped. */
  build?(object: PickleValue, state: PickleValue, subject: string): PickleValue;
  /** What a persistent id points to. Default: such a pickle is refused. */
  persistent?(id: PickleValue, subject: string): PickleValue;
  /** Python 2's text, which may be bytes. Default: text of one byte a character. */
  text?(bytes: Uint8Array): PickleValue;
}

/** Today's spelling of names that moved between versions of Python and NumPy. */
export function canonicalName(module: string, name: string): string {
  const now = module
    .replace(/^__builtin__$/, "builtins")
    .replace(/^copy_reg$/, "copyreg")
    .replace(/^numpy\._core\./, "numpy.core.");
  return now === "builtins" && name === "xrange" ? "builtins.range" : `${now}.${name}`;
}
