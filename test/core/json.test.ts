import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/core/error.ts";
import { checkedJson, parseJson, readJson } from "../../src/core/json.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("parseJson", () => {
  test.each(["null", " 1.5e3", '"a"', '{"a": [1, {"b": "}]"}], "\\"[": "\\\\"}', "[[], {}, [[]]]"])(
    "parses %s as JavaScript does",
    (text) => {
      expect(parseJson(text, "file")).toEqual(JSON.parse(text));
    },
  );

  test("takes arrays and objects up to the depth, and none that are deeper", () => {
    expect(parseJson(nested(5), "file", { depth: 5 })).toEqual([[[[[]]]]]);
    expect(() => parseJson(nested(6), "file", { depth: 5 })).toThrow("nested more than 5 deep");
    expect(() => parseJson('{"a":[{"b":[]}]}', "file", { depth: 3 })).toThrow(InputError);
  });

  test("counts depth, not brackets: siblings and strings add nothing", () => {
    expect(parseJson(`[${Array(1000).fill("[]").join()}]`, "file", { depth: 2 })).toHaveLength(1000);
    const text = JSON.stringify({ [nested(9)]: `\\"${nested(9)}` });
    expect(parseJson(text, "file", { depth: 1 })).toEqual(JSON.parse(text));
  });

  test("refuses twenty million brackets without parsing them", () => {
    expect(() => parseJson("[".repeat(20_000_000), "file")).toThrow(/20000000 characters, where 16777216 are the most/);
    expect(() => parseJson("[".repeat(16_000_000), "file")).toThrow(/nested more than 200 deep/);
  });

  test("refuses more arrays, objects and fields than memory holds, without parsing them", () => {
    const many = { most: 2 ** 26 };
    for (const part of ["[]", "{}", '{"":0}']) {
      const text = `[${`${part},`.repeat(5_000_000)}0]`;
      expect(() => parseJson(text, "file", many)).toThrow(/more than 4000000 arrays, objects and fields/);
    }
    expect(parseJson(`[${"0,".repeat(5_000_000)}0]`, "file", many)).toHaveLength(5_000_001);
  });

  test("says what is wrong with what", () => {
    const refuse = () => parseJson("{", "card.json", { expected: "a card", remedy: "Write it again." });
    expect(refuse).toThrow(/^card.json: expected a card, but got .+ Write it again.$/);
    expect(refuse).toThrow(InputError);
  });
});

describe("checkedJson", () => {
  const schema = z.object({ side: z.number(), names: z.array(z.string()) });
  test("gives what fits, and names the first field that does not", () => {
    expect(checkedJson({ side: 3, names: ["a"], more: 1 }, schema, "file")).toEqual({ side: 3, names: ["a"] });
    expect(() => checkedJson({ side: 3, names: ["a", 4] }, schema, "file", { expected: "a card" })).toThrow(
      /^file: expected a card, but got names\.1: .*string.*number/,
    );
    expect(() => checkedJson(null, schema, "file")).toThrow(/^file: expected JSON, but got Invalid input/);
  });
});

describe("readJson", () => {
  test("reads a file within its bounds", async () => {
    const folder = await temporaryFolder({ "a.json": "[1, 2]", "deep.json": nested(300) });
    const list = z.array(z.unknown());
    expect(await readJson(join(folder, "a.json"), list)).toEqual([1, 2]);
    await expect(readJson(join(folder, "a.json"), list, { most: 5 })).rejects.toThrow("at most 5 bytes");
    await expect(readJson(join(folder, "a.json"), z.string())).rejects.toThrow(
      "expected a.json, but got Invalid input",
    );
    await expect(readJson(join(folder, "deep.json"), list)).rejects.toThrow("nested more than 200 deep");
    await expect(readJson(folder, list)).rejects.toThrow("a folder");
  });
});
