import type { Dataset } from "../core/dataset.ts";
import { type EmojiFile, openEmojiFile } from "./emoji-file.ts";
import { type Records, recordsInMemory } from "./records.ts";

/**
 * The embedded set: 32x32 drawings of emoji by several open-licensed sets (NOTICE), in random poses on plain
 * backgrounds. Classes are sub-groups of Unicode's emoji list, superclasses its groups. The split is by emoji: what
 * the test split shows, in whatever style, tone or pose, the train split never does, so the test asks for an unseen
 * member of a known kind.
 */
export async function readEmoji(split: Dataset["split"], file?: EmojiFile): Promise<Records> {
  const { header, pixels } = file ?? (await openEmojiFile());
  const labels = Int32Array.from(header.splits[split].labels);
  return recordsInMemory(
    {
      name: "emoji",
      split,
      count: labels.length,
      height: header.side,
      width: header.side,
      classes: header.classes,
      superclasses: { names: header.superclasses.names, of: Int32Array.from(header.superclasses.of) },
      labels,
      trueLabels: labels,
    },
    await pixels(split),
  );
}
