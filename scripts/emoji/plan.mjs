import { createRequire } from "node:module";
import { VENDORS } from "./vendors.mjs";

const require = createRequire(import.meta.url);

/** Unicode's sub-groups that are the classes, in Unicode's order; their groups are the superclasses. */
export const CLASSES = [
  "face-smiling",
  "face-concerned",
  "heart",
  "hand-fingers-open",
  "person-role",
  "animal-mammal",
  "animal-bird",
  "animal-marine",
  "animal-bug",
  "plant-flower",
  "food-fruit",
  "food-vegetable",
  "food-prepared",
  "food-sweet",
  "drink",
  "place-building",
  "transport-ground",
  "time",
  "sky-weather",
  "sport",
  "clothing",
  "musical-instrument",
  "arrow",
  "zodiac",
  "geometric",
  "country-flag",
];

export const IMAGES_PER_CLASS = { train: 220, test: 72 };

/** Share of a class's emoji that only the test split shows. */
const TEST_SHARE = 0.25;

/** An emoji that fewer sets have drawn is left out: it would be seen in one style only. */
const MIN_VENDORS = 2;

/**
 * Which drawings each split shows: `{ className, split, emoji, hexcode, vendor }` per image, classes in order, every
 * emoji of a class as often as every other (give or take one).
 */
export function planImages(sets, random) {
  const families = familiesByClass(sets);
  const images = { train: [], test: [] };
  CLASSES.forEach((className, label) => {
    const sides = splitFamilies(families.get(className), random.fork("split", className));
    for (const split of ["train", "test"]) {
      const emoji = sides[split];
      const draw = random.fork("drawings", className, split);
      const decks = emoji.map(({ hexcode, drawings }) => {
        const order = [...draw.fork(hexcode).permutation(drawings.length)];
        return order.map((position) => drawings[position]);
      });
      const order = draw.permutation(emoji.length);
      for (let i = 0; i < IMAGES_PER_CLASS[split]; i++) {
        const which = order[i % emoji.length];
        const deck = decks[which];
        const drawn = deck[Math.floor(i / emoji.length) % deck.length];
        images[split].push({ label, emoji: emoji[which].hexcode, ...drawn, occurrence: i });
      }
    }
  });
  return images;
}

/** The group of each class, by Unicode's names. */
export function superclasses() {
  const { groups, subgroups } = require("emojibase-data/meta/groups.json");
  const data = require("emojibase-data/en/data.json");
  const of = CLASSES.map((name) => groups[data.find(({ subgroup }) => subgroups[subgroup] === name).group]);
  const names = Object.values(groups).filter((group) => of.includes(group));
  return { names, of: of.map((group) => names.indexOf(group)) };
}

/** Emoji of each class with their drawings (every tone by every vendor), grouped into families that stay together. */
function familiesByClass(sets) {
  const { subgroups } = require("emojibase-data/meta/groups.json");
  const families = new Map(CLASSES.map((name) => [name, new Map()]));
  const data = [...require("emojibase-data/en/data.json")].sort((a, b) => (a.hexcode < b.hexcode ? -1 : 1));
  for (const { hexcode, subgroup, skins = [] } of data) {
    const family = families.get(subgroups[subgroup]);
    if (family === undefined) continue;
    const tones = [hexcode, ...skins.filter(({ tone }) => typeof tone === "number").map((skin) => skin.hexcode)];
    const drawings = tones.flatMap((code) =>
      VENDORS.flatMap((_, vendor) => (sets.svg(vendor, code) === undefined ? [] : [{ hexcode: code, vendor }])),
    );
    if (new Set(drawings.map(({ vendor }) => vendor)).size < MIN_VENDORS) continue;
    const key = familyKey(hexcode);
    family.set(key, [...(family.get(key) ?? []), { hexcode, drawings }]);
  }
  return families;
}

/**
 * Sequences joined from parts look like their parts: a woman farmer like a man farmer, a black cat like a cat. They
 * are one family, named by the first part that is not a man, woman or person.
 */
function familyKey(hexcode) {
  if (!hexcode.includes("200D")) return hexcode.replace("-FE0F", "");
  const people = ["1F468", "1F469", "1F9D1"];
  const parts = hexcode.split("-").filter((part) => !["200D", "FE0F", "2640", "2642", ...people].includes(part));
  return parts[0] ?? hexcode;
}

/** Whole families to the test side, in random order, until it has its share of the class's emoji. */
function splitFamilies(families, random) {
  const members = [...families.values()];
  const total = members.reduce((sum, family) => sum + family.length, 0);
  const sides = { train: [], test: [] };
  for (const position of random.permutation(members.length)) {
    const family = members[position];
    const side = sides.test.length + family.length / 2 <= total * TEST_SHARE ? "test" : "train";
    sides[side].push(...family);
  }
  return sides;
}
