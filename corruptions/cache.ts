/**
 * Kernels, tables and textures that corruptions make once for all images of a size and setting. It belongs to whoever
 * corrupts many images and hands the same one to all calls; results are the same without it, only slower.
 */
export interface CorruptionCache {
  /** What is known by this key, or what `make` makes, which is then known. A key is a sentence, or an object itself. */
  get<T>(key: string | object, make: () => T): T;
}

/**
 * @example
 * const [options, frost] = [{ cache: createCorruptionCache() }, findCorruption("frost")];
 * const images = [0, 1, 2].map(() => ({ pixels: new Uint8Array(32 * 32 * 3), height: 32, width: 32 }));
 * images.map((image, i) => corrupt(frost, image, 3, corruptionRandom(0, "frost", 3, i), options)).length // 3
 */
export function createCorruptionCache(): CorruptionCache {
  const known = new Map<string | object, unknown>();
  return {
    get<T>(key: string | object, make: () => T): T {
      const before = known.get(key);
      if (before !== undefined) return before as T;
      const made = make();
      known.set(key, made);
      return made;
    },
  };
}

/** What `make` makes, from the options' cache where there is one. */
export function once<T>(
  { cache }: { readonly cache?: CorruptionCache | undefined },
  key: string | object,
  make: () => T,
): T {
  return cache === undefined ? make() : cache.get(key, make);
}
