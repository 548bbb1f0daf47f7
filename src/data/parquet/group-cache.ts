/** Keeps what was read last, so that neighbouring images do not unpack their group again. */
export interface GroupCache {
  get(key: string, read: () => Promise<GroupImages>): Promise<GroupImages>;
}

type GroupImages = readonly (Uint8Array | undefined)[];

/** Most bytes of image files that are kept. */
const KEPT_BYTES = 1024 * 1024 * 1024;

/** Groups that were asked for least lately are dropped where more are kept than fit. */
export function createGroupCache(most = KEPT_BYTES): GroupCache {
  const kept = new Map<string, { readonly images: Promise<GroupImages>; bytes: number }>();
  return {
    get(key, read) {
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return known.images;
      }
      const entry = { images: read(), bytes: 0 };
      kept.set(key, entry);
      entry.images.then(
        (images) => {
          entry.bytes = images.reduce((sum, image) => sum + (image?.length ?? 0), 0);
          let total = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
          for (const [other, { bytes }] of kept) {
            if (total <= most || other === key) break;
            kept.delete(other);
            total -= bytes;
          }
        },
        () => kept.delete(key),
      );
      return entry.images;
    },
  };
}
