import type { StoredSplit } from "../core/dataset.ts";
import { type EmojiFile, openEmojiFile } from "./emoji-file.ts";
import { checkedIndex, type Records, recordsInMemory } from "./records.ts";

/**
 * The embedded set: 32x32 drawings of emoji by several open-licensed sets (NOTICE), in random poses on plain
 * backgrounds. Classes are sub-groups of Unicode's emoji list, superclasses its groups. The split is by emoji: what
 * the test split shows, in whatever style, tone or pose, the train split never does, so the test asks for an unseen
 * member of a known kind.
 */
export async function readEmoji(split: StoredSplit, file?: EmojiFile): Promise<Records> {
  const { header, pixels } = file ?? (await openEmojiFile());
  const { emoji, vendors, ...records } = header.splits[split];
  const labels = Int32Array.from(records.labels);
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
      exampleId: (index) => ({
        index: checkedIndex(index, labels.length),
        name: `${header.emoji[emoji[index]]} ${header.vendors[vendors[index]].id}`,
      }),
    },
    await pixels(split),
  );
}
