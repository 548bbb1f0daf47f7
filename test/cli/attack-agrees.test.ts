import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { BUNDLED } from "../../src/cli/open-checkpoint.ts";
import { decodeNpy } from "../../src/data/npy.ts";
import type { AttackResult } from "../../src/result/attack-result.ts";
import type { Result } from "../../src/result/safety-result.ts";
import { capturedIo } from "./captured-io.ts";

test("`attack` and `safety` give the same answers to the same question, to the last example", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attack-agrees-"));
  const count = 13;
  // PGD starts at random: only the same images and the same draws give the same answers.
  const run = async (...argv: string[]) => expect(await main(argv, capturedIo())).toBe(0);
  const common = ["--ckpt", BUNDLED[1], "--seed", "5"];
  const [safety, attack] = ["safety", "attack"].map((name) => join(folder, name));
  const plan = "--attacks pgd --presets standard --epsilons 0.5/255 --corruptions none --limit 40 --attack-limit";
  await run("safety", ...common, "--out", safety, ...plan.split(" "), `${count}`);
  const question = "--attack pgd --eps 0.5/255 --curve none --against none --limit";
  await run("attack", ...common, "--out", attack, ...question.split(" "), `${count}`);
  const { study, checkpoint } = JSON.parse(await readFile(join(attack, "attack.json"), "utf8")) as AttackResult;
  const examples = unzipSync(await readFile(join(safety, "examples", `${checkpoint.name}.npz`)));
  const array = (name: string) => [...(decodeNpy(examples[`${name}.npy`]).data as Int32Array)].slice(0, count);
  const key = `attack-pgd-pixel-${0.5 / 255}`;
  const { warnings } = JSON.parse(await readFile(join(safety, "result.json"), "utf8")) as Result;
  expect(warnings.map(({ code, sentence }) => ({ code, sentence }))).toEqual(study.warnings);
  expect(study.warnings.map(({ code }) => code)).toEqual(["epsilon-below-grey-level"]);
  expect(study.examples.map(({ index }) => index)).toEqual(array("index"));
  expect(study.examples.map(({ label }) => label)).toEqual(array("label"));
  expect(study.examples.map(({ clean }) => clean)).toEqual(array("clean/predicted"));
  expect(study.examples.map(({ attacked }) => attacked)).toEqual(array(`${key}/predicted`));
  await rm(folder, { recursive: true });
}, 240_000);
