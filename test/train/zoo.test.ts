import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { ARCHITECTURE_IDS } from "../../src/model/architectures/ids.ts";
import { METHODS } from "../../src/train/methods/index.ts";
import { listZoo, type Zoo } from "../../src/train/zoo.ts";

const README = new URL("../../README.md", import.meta.url);
const [BEGIN, END] = ["<!-- made by UPDATE_README=1 npx vitest run test/train/zoo.test.ts -->", "<!-- end -->"];

let zoo: Zoo;
beforeAll(async () => {
  zoo = await listZoo();
}, 120_000);

test("every method and every network is there, with its source", () => {
  expect(zoo.methods.map(({ id }) => id)).toEqual(METHODS.map(({ id }) => id));
  expect(zoo.networks.map(({ id }) => id)).toEqual(ARCHITECTURE_IDS);
  for (const { source } of [...zoo.methods, ...zoo.networks]) expect(source).toMatch(/\w/);
});

/**
 * Multiply-adds of the authors' code, of convolutions and linear layers, in the golden files; of torchvision's networks as
 * its documents give them, in millions; of MViTv2 with attention the paper's 4.7 and 7.0 G.
 */
test("multiply-adds are the published ones", () => {
  const counted = new Map(zoo.networks.map(({ id, multiplyAdds }) => [id, multiplyAdds]));
  const golden = [
    ["vgg13-bn", "vgg13bn"],
    ["vgg16-bn", "vgg16bn"],
    ["shufflenetv1-g3", "shufflev1"],
    ["shufflenetv2", "shufflev2"],
    ["mobilenetv2-x0.5", "mobilenetv2-half"],
    ["resnet18", "resnet18"],
    ["resnet34", "resnet34"],
    ["resnet50", "resnet50"],
    ["resnet101", "resnet101"],
  ] as const;
  for (const [id, name] of golden) {
    const url = new URL(`../fixtures/methods/network-${name}.json`, import.meta.url);
    expect(counted.get(id)).toBe(JSON.parse(readFileSync(url, "utf8")).outputs.multiply_adds);
  }
  const rounded = (id: string, unit: number) => Math.round((counted.get(id) ?? 0) / unit);
  expect(["imagenet-resnet18", "imagenet-resnet50", "imagenet-mobilenetv2"].map((id) => rounded(id, 1e6))).toEqual([
    1814, 4089, 301,
  ]);
  expect(["mvitv2-t", "mvitv2-s"].map((id) => rounded(id, 1e8))).toEqual([47, 70]);
});

test("costs are what the methods' papers say of a step", () => {
  const costs = Object.fromEntries(zoo.methods.map(({ id, cost }) => [id, cost]));
  expect(costs).toMatchObject({
    "hard-label": "1",
    swap: "1",
    fer: "1",
    ddgsd: "2",
    dlb: "2",
    ipswap: "2",
    "cs-kd": "1 + forward",
    kd: "1 + teacher",
    crd: "1 + teacher",
  });
});

const millions = (count: number): string => (count / 1e6).toFixed(count < 1e8 ? 2 : 0);

/** Rows as a table of Markdown whose columns are lined up; `right` columns hold numbers. */
function markdown(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const padded = rows.map((row) =>
    line(row.map((cell, k) => (right.includes(k) ? cell.padStart(widths[k]) : cell.padEnd(widths[k])))),
  );
  const rule = line(widths.map((width, k) => (right.includes(k) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))));
  return [padded[0], rule, ...padded.slice(1)].join("\n");
}

/** What README says between the two marks. */
function readmeTables({ methods, networks }: Zoo): string {
  const ofMethods = methods.map(({ id, title, cost, keeps }) => [`\`${id}\``, title, cost, keeps]);
  const ofNetworks = networks.map(({ id, title, side, parameters, multiplyAdds }) => [
    `\`${id}\``,
    title,
    `${side}`,
    millions(parameters),
    millions(multiplyAdds),
  ]);
  return [
    markdown([["method", "", "cost of a step", "keeps"], ...ofMethods], []),
    markdown([["network", "", "side", "parameters, M", "multiply-adds, M"], ...ofNetworks], [2, 3, 4]),
  ].join("\n\n");
}

test("README's tables are made from the list", () => {
  const text = readFileSync(README, "utf8");
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  const made = `\n\n${readmeTables(zoo)}\n\n`;
  if (process.env["UPDATE_README"]) writeFileSync(README, text.slice(0, from) + made + text.slice(to));
  else expect(text.slice(from, to)).toBe(made);
});
