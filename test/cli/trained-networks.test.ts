import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { capturedIo } from "./captured-io.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "networks-"));
});
afterAll(() => rm(root, { recursive: true }));

async function run(...argv: string[]): Promise<Record<string, never>> {
  const io = capturedIo();
  expect(await main([...argv, "--json"], io), io.err()).toBe(0);
  return JSON.parse(io.out());
}

const NETWORKS = [
  "shufflenetv2",
  "mobilenetv2-x0.5",
  "vgg13-bn",
  "vgg16-bn",
  "shufflenetv1-g3",
  "mobilenetv2",
  "mvitv2-t",
  "mvitv2-s",
  "imagenet-resnet18",
];

/** The whole way: trained for one epoch, the checkpoint attacked and explained. */
test.skipIf(!process.env["SLOW"]).each(NETWORKS)("%s", { timeout: 600_000 }, async (arch) => {
  const folder = join(root, arch);
  const size = ["--limit", "52", "--epochs", "1", "--batch", "26"];
  const trained = await run("train", "--method", "hard-label", "--arch", arch, ...size, "--out", folder);
  expect(trained).toMatchObject({ card: { architecture: arch }, log: [{ epoch: 1 }] });

  const limits = ["--limit", "8", "--steps", "2", "--restarts", "1", "--curve", "none", "--against", "none"];
  const attacked = await run(
    "attack",
    "--ckpt",
    folder,
    ...limits,
    "--examples",
    "0",
    "--out",
    join(root, `${arch}-a`),
  );
  expect(attacked).toMatchObject({ checkpoint: { architecture: arch }, attack: { id: "pgd" }, data: { count: 8 } });

  const explained = await run("explain", "--ckpt", folder, "--limit", "8", "--out", join(root, `${arch}-e`));
  expect(JSON.stringify(explained)).toContain(arch);
});
