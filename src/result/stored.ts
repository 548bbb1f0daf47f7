import type { z } from "zod";

/** A value and all that it holds, read only. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? number extends T["length"]
    ? readonly Frozen<Item>[]
    : { readonly [Key in keyof T]: Frozen<T[Key]> }
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** What a schema describes, as code hands it around: never changed after it was made. */
export type Stored<Schema extends z.ZodType> = Frozen<z.infer<Schema>>;
