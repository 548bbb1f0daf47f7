import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { createImageReader } from "../../../src/data/image/image-reader.ts";
import { DEFAULT_READING } from "../../../src/data/image/image-reading.ts";
import { squareOf } from "../../../src/data/preprocess/preprocess.ts";
import { compiled } from "../compiled.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { pillowFixture } from "./pillow.ts";

const { files } = pillowFixture();

describe("compiled, on worker threads", () => {
  let reader: typeof import("../../../src/data/image/image-reader.ts");
  beforeAll(async () => {
    const load = compiled("src/data/image/image-*.ts");
    reader = (await load("src/data/image/image-reader.js")) as typeof reader;
  });

  test("gives the same images as on one's own thread, and many at the same time", async () => {
    const names = [...files.keys()];
    const folder = await temporaryFolder(Object.fromEntries([...files].map(([name, { file }]) => [name, file])));
    const reading = { ...DEFAULT_READING, preprocess: squareOf(9) };
    const [threaded, own] = [reader.createImageReader(reading, 2), createImageReader(reading)];
    expect(threaded.threads).toBe(2);
    const images = await Promise.all(names.map((name) => threaded.read(join(folder, name))));
    for (const [i, name] of names.entries()) expect(images[i], name).toEqual(await own.read(join(folder, name)));
  });

  test("reads what lies inside of another file, and names it", async () => {
    const { read } = reader.createImageReader(DEFAULT_READING, 1);
    const inside = (name: string, bytes: Uint8Array) => ({ subject: `a.tar, ${name}`, load: async () => bytes });
    const { file, rgb } = files.get("rgb.png") ?? { file: Buffer.of(), rgb: [] };
    expect([...(await read(inside("1.png", file))).pixels]).toEqual([...rgb]);
    await expect(read(inside("2.png", file.subarray(0, 60)))).rejects.toThrow(/^a\.tar, 2\.png: /);
    const none = {
      subject: "3.png",
      load: () => Promise.reject(new InputError("a.tar", { expected: "it", got: "no" })),
    };
    await expect(read(none)).rejects.toThrow(/^a\.tar: /);
  });

  test("says which file is none, and goes on", async () => {
    const folder = await temporaryFolder({ "x.png": "hello", "y.png": files.get("rgb.png")?.file ?? "" });
    const { read } = reader.createImageReader(DEFAULT_READING, 1);
    await expect(read(join(folder, "x.png"))).rejects.toMatchObject({
      name: "InputError",
      subject: join(folder, "x.png"),
    });
    expect((await read(join(folder, "y.png"))).width).toBe(17);
  });
});

test("decoding that does not end is ended, and the error says of which file", async () => {
  // A thread that allows a tenth of a second and then never answers.
  const hanging = `import { parentPort } from "node:worker_threads";
    parentPort.on("message", () => { parentPort.postMessage({ time: 100 }); for (;;) {} });`;
  const script = new URL(`data:text/javascript,${encodeURIComponent(hanging)}`);
  const reading = createImageReader(DEFAULT_READING, 1, script).read("some/file.gif");
  await expect(reading).rejects.toThrow(InputError);
  await expect(reading).rejects.toThrow(/^some\/file\.gif: expected a whole image, but got one .* does not end/);
});
