import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readClassNames } from "../../src/model/read-class-names.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";

const read = async (content: string) => readClassNames(join(await temporaryFolder({ names: content }), "names"));

describe("one name for each output", () => {
  test.for([
    ["a name a line", "cat\ndog\r\nno mask\n\n"],
    ["behind a byte order mark", "\uFEFFcat\ndog\nno mask"],
    ["numbered lines, as Teachable Machine writes them", "0 cat\n1 dog\n2 no mask\n"],
    ["numbered lines with commas", "0,cat\n1,dog\n2,no mask"],
    ["a JSON list", '["cat", "dog", "no mask"]'],
    ["Python's notation", "{0: 'cat', 1: 'dog',\n 2: 'no mask'}"],
    ["names by output", '{"1": "dog", "0": "cat", "2": "no mask"}'],
    ["Hugging Face's config.json", '{"model_type": "vit", "id2label": {"0": "cat", "1": "dog", "2": "no mask"}}'],
    ["Teachable Machine's metadata.json", '{"tfjsVersion": "1.3.1", "labels": ["cat", "dog", "no mask"]}'],
    ["torchvision's class_to_idx", '{"no mask": 2, "cat": 0, "dog": 1}'],
    ["under a key", '{"class_to_idx": {"no mask": 2, "cat": 0, "dog": 1}}'],
  ] as const)("%s", async ([, content]) => {
    expect(await read(content)).toEqual([["cat", "dog", "no mask"]]);
  });

  test("lines that begin with other numbers are names as they are", async () => {
    expect(await read("3 cats\n1 dog")).toEqual([["3 cats", "1 dog"]]);
    expect(await read("10\n11\n")).toEqual([["10", "11"]]);
  });
});

describe("several names for each output", () => {
  const lists = [
    ["n01440764", "n01443537"],
    ["tench", "goldfish"],
  ];
  test.for([
    ["ImageNet's class index", '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}', lists],
    [
      "lines of WordNet ids and words",
      "n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n",
      [lists[0], ["tench, Tinca tinca", "goldfish, Carassius auratus"]],
    ],
  ] as const)("%s", async ([, content, expected]) => {
    expect(await read(content)).toEqual(expected);
  });
});

test.for([
  ["", /the names of at least two classes, but got 0/],
  ["cat", /but got 1/],
  ["[1", /expected JSON/],
  ['{"0": "cat", "2": "dog"}', /names by output number.*but got other JSON/],
  ['{"cat": 0, "dog": 0}', /other JSON/],
  ['{"hello": {"a": 1}}', /other JSON/],
  ['[["a"], {}]', /other JSON/],
  ["a\u001b[2J\nb", /without control characters/],
] as const)("%j is refused", async ([content, message]) => {
  await expect(read(content)).rejects.toThrow(message);
});

test("a file that is not there", async () => {
  await expect(readClassNames("/no/such/names.txt")).rejects.toThrow(/a readable file, but got no such file/);
});
