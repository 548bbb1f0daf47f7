import { readEmoji } from "../emoji.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readEmoji`. */
export const emoji = {
  id: "emoji",
  usage: "emoji",
  title: "the embedded set: drawings of emoji, classes by Unicode's sub-groups",
  shuffled: false,
  read: (_path, split) => readEmoji(split),
} as const satisfies DatasetKind;
