import { CHANNELS } from "../core/image.ts";
import type { Records } from "./records.ts";

/** As images are (grey ones with three equal channels), or all turned grey. */
export const CHANNEL_READINGS = ["as-is", "grey"] as const;
export type ChannelReading = (typeof CHANNEL_READINGS)[number];

/**
 * The records with their images turned grey, in three equal channels: the same bytes as Pillow's `convert("L")` and
 * torchvision's `Grayscale(3)`. A grey image stays as it is.
 *
 * Grey is (19595 R + 38470 G + 7471 B + 32768) / 65536, rounded down: ITU-R 601-2 luma in 16 bits.
 * Source: Pillow, Convert.c, L24.
 */
export function inGrey(records: Records): Records {
  const note = "All images are turned grey (`channels`), as Pillow's L does.";
  const fingerprint = records.fingerprint?.bind(records);
  return {
    ...records,
    ...(fingerprint && {
      fingerprint: async (indices) => {
        const coloured = await fingerprint(indices);
        return coloured === undefined ? undefined : `grey ${coloured}`;
      },
    }),
    notes: () => [...(records.notes?.() ?? []), note],
    async read(indices) {
      const pixels = await records.read(indices);
      for (let at = 0; at < pixels.length; at += CHANNELS) {
        const grey = (19595 * pixels[at] + 38470 * pixels[at + 1] + 7471 * pixels[at + 2] + 0x8000) >> 16;
        pixels.fill(grey, at, at + CHANNELS);
      }
      return pixels;
    },
  };
}
