import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { archive, plain, record } from "./cifar-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TEN = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const test10 = (spec: string) => openDataset(`cifar10:${spec}`, { split: "test" });
const test100 = (spec: string) => openDataset(`cifar100:${spec}`, { split: "test" });

describe("records", () => {
  test("colour planes become interleaved pixels, row by row", async () => {
    const planes = record([3], (channel, at) => (channel * 80 + at) % 256);
    const folder = await temporaryFolder({ "test_batch.bin": planes });
    const dataset = await test10(folder);
    const pixels = await dataset.read([0]);
    expect(pixels.length).toBe(32 * 32 * 3);
    expect([...pixels.subarray(0, 6)]).toEqual([0, 80, 160, 1, 81, 161]);
    // Row 2, column 5 is position 69: red 69, green 149, blue 229.
    expect([...pixels.subarray((2 * 32 + 5) * 3, (2 * 32 + 5) * 3 + 3)]).toEqual([69, 149, 229]);
    expect([...dataset.labels]).toEqual([3]);
    expect(dataset).toMatchObject({ name: "cifar10", split: "test", count: 1, height: 32, width: 32, classes: TEN });
  });

  test("records are read in the order asked for, from all files of the split", async () => {
    const files = Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`data_batch_${i}.bin`, record([i], () => 10 * i)]));
    const dataset = await openDataset(`cifar10:${await temporaryFolder(files)}`, { split: "train" });
    expect([...dataset.labels]).toEqual([1, 2, 3, 4, 5]);
    const pixels = await dataset.read([4, 0, 4]);
    expect([pixels[0], pixels[3072], pixels[6144]]).toEqual([50, 10, 50]);
    await expect(dataset.read([5])).rejects.toThrow(RangeError);
  });

  test("CIFAR-10's superclasses are animals and vehicles", async () => {
    const { superclasses } = await test10(await temporaryFolder({ "test_batch.bin": plain(0) }));
    const vehicles = TEN.filter((_, label) => superclasses?.names[superclasses.of[label]] === "vehicles");
    expect(vehicles).toEqual(["airplane", "automobile", "ship", "truck"]);
  });

  test("CIFAR-100: the coarse label comes first, the fine label is the class", async () => {
    const folder = await temporaryFolder({ "test.bin": Buffer.concat([plain(11, 19), plain(4, 0)]) });
    const { labels, classes, superclasses } = await test100(folder);
    expect([...labels].map((label) => classes[label])).toEqual(["cattle", "apple"]);
    expect(superclasses?.names[superclasses.of[19]]).toBe("large_omnivores_and_herbivores");
    expect(superclasses?.names[superclasses.of[0]]).toBe("fruit_and_vegetables");
  });

  test("CIFAR-100: 100 names, 20 superclasses of 5", async () => {
    const { classes, superclasses } = await test100(await temporaryFolder({ "test.bin": plain(4, 0) }));
    expect(new Set(classes).size).toBe(100);
    expect(superclasses?.names.length).toBe(20);
    const sizes = superclasses?.names.map((_, k) => superclasses.of.filter((of) => of === k).length);
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 5));
  });

  test("CIFAR-100: the records say which superclass a class has", async () => {
    const { superclasses } = await test100(await temporaryFolder({ "test.bin": plain(9, 0) }));
    expect(superclasses?.of[0]).toBe(9);
  });

  test("names are read from the lists beside the records", async () => {
    const names = TEN.map((name) => `my ${name}`);
    const folder = await temporaryFolder({
      "test_batch.bin": plain(2),
      "batches.meta.txt": `${names.join("\r\n")}\n\n`,
    });
    expect((await test10(folder)).classes).toEqual(names);
  });
});

describe("where the files are", () => {
  test("the folder, its parent and the archive are equal data", async () => {
    const content = Buffer.concat([plain(1), record([2], (channel, at) => (at * (channel + 1)) % 251)]);
    const inside = await temporaryFolder({ "test_batch.bin": content });
    const above = await temporaryFolder({ "cifar-10-batches-bin/test_batch.bin": content });
    const packed = await temporaryFolder({
      "x.tar.gz": await archive([
        ["cifar-10-batches-bin/readme.html", "hello"],
        ["cifar-10-batches-bin/test_batch.bin", content],
        ["cifar-10-batches-bin/batches.meta.txt", TEN.join("\n")],
      ]),
    });
    const sets = await Promise.all([inside, above, join(packed, "x.tar.gz")].map(test10));
    expect(new Set(sets.map(({ sha256 }) => sha256)).size).toBe(1);
    expect([...(await sets[2].read([1]))]).toEqual([...(await sets[0].read([1]))]);
  });

  test("a set of test records alone opens for test and says what train lacks", async () => {
    const folder = await temporaryFolder({ "test_batch.bin": plain(1) });
    expect((await test10(folder)).count).toBe(1);
    await expect(openDataset(`cifar10:${folder}`, { split: "train" })).rejects.toThrow(
      /expected the train split of cifar10: data_batch_1.bin, .*but got none of them.*use another split/,
    );
  });

  test("a missing batch is named", async () => {
    const files = Object.fromEntries([1, 2, 3, 5].map((i) => [`data_batch_${i}.bin`, plain(i)]));
    const opened = openDataset(`cifar10:${await temporaryFolder(files)}`, { split: "train" });
    await expect(opened).rejects.toThrow(/but got no data_batch_4.bin/);
  });

  test("nothing there", async () => {
    await expect(test10("/no/such/place")).rejects.toThrow(
      /cifar-10-batches-bin or cifar-10-batches-py, or the official .tar.gz, but got nothing/,
    );
  });
});

describe("damaged files", () => {
  const refuses = async (content: Uint8Array, message: RegExp) => {
    const opened = test100(await temporaryFolder({ "test.bin": content }));
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  };

  test("cut short", () =>
    refuses(
      Buffer.concat([plain(4, 0), plain(4, 0)]).subarray(0, 5000),
      /test.bin: .*3074 bytes.*1 records and 1926 bytes/,
    ));
  test("empty", () => refuses(new Uint8Array(), /test.bin: .*but got 0 bytes/));
  test("CIFAR-10's record size", () => refuses(plain(4), /test.bin: .*records of 3074 bytes/));
  test("a label out of range", () =>
    refuses(
      Buffer.concat([plain(4, 0), plain(4, 100)]),
      /test.bin, record 1: expected a label in \[0, 99\], but got 100/,
    ));
  test("a coarse label out of range", () =>
    refuses(plain(20, 0), /test.bin, record 0: expected a coarse label in \[0, 19\], but got 20/));
  test("a class of two superclasses", () =>
    refuses(Buffer.concat([plain(4, 0), plain(5, 0)]), /record 1: expected coarse label 4 for class 0.*but got 5/));

  test("a list of names of another length", async () => {
    const folder = await temporaryFolder({ "test_batch.bin": plain(2), "batches.meta.txt": "cat\ndog\n" });
    await expect(test10(folder)).rejects.toThrow(/batches.meta.txt: expected 10 names, one a line, but got 2/);
  });

  test("a name that would steer the terminal", async () => {
    const names = TEN.map((name) => `\u001b[31m${name}`).join("\n");
    const folder = await temporaryFolder({ "test_batch.bin": plain(2), "batches.meta.txt": names });
    await expect(test10(folder)).rejects.toThrow(/without control characters, but got "\\u001b/);
  });

  test("a folder in place of the file", async () => {
    const folder = await temporaryFolder({ "test_batch.bin/x": "" });
    await expect(test10(folder)).rejects.toThrow(/test_batch.bin: expected a file, but got a folder/);
  });
});

describe("hostile archives", () => {
  const open = async (content: Uint8Array) => {
    const folder = await temporaryFolder({ "x.tar.gz": content });
    const opened = await test10(join(folder, "x.tar.gz")).catch((error: Error) => error);
    expect(await readdir(folder), "nothing is written").toEqual(["x.tar.gz"]);
    return opened;
  };

  test("names that lead elsewhere write nothing", async () => {
    const content = await archive([["../../../../test_batch.bin", plain(1)]]);
    expect(await open(content)).toMatchObject({ count: 1 });
  });

  test("not an archive", async () => {
    expect(await open(Buffer.from("hello"))).toMatchObject({
      message: expect.stringMatching(/expected a whole .tar.gz archive.*Download it again/),
    });
  });

  test("cut short", async () => {
    const noise = record([1], (channel, at) => (at * at * (channel + 3)) % 256);
    const whole = await archive([["test_batch.bin", noise]]);
    expect(await open(whole.subarray(0, whole.length - 200))).toBeInstanceOf(InputError);
  });

  test("a file twice", async () => {
    const content = await archive([
      ["a/test_batch.bin", plain(1)],
      ["b/test_batch.bin", plain(2)],
    ]);
    expect(await open(content)).toMatchObject({ message: expect.stringMatching(/expected one file of that name/) });
  });

  test("a file of absurd stated size is refused before its content", async () => {
    const content = await archive([["test_batch.bin", plain(1)]]);
    expect(await open(withStatedSize(content, 8 * 1024 ** 3 - 1))).toMatchObject({
      message: expect.stringMatching(/test_batch.bin: expected at most \d+ bytes, but got 8589934591/),
    });
  });

  test("a long list of names is refused", async () => {
    const content = await archive([
      ["test_batch.bin", plain(1)],
      ["batches.meta.txt", "x\n".repeat(100_000)],
    ]);
    expect(await open(content)).toMatchObject({ message: expect.stringMatching(/batches.meta.txt: expected at most/) });
  });

  test("an archive that inflates without end is stopped", async () => {
    const zeros = gzipSync(Buffer.alloc(32 * 1024 * 1024), { level: 1 });
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => zeros)); // 2 GiB when inflated
    expect(await open(bomb)).toMatchObject({ message: expect.stringMatching(/when inflated, but got more/) });
  });
});

/** The archive with another size in its first header, whose checksum is mended. */
function withStatedSize(zipped: Uint8Array, size: number): Uint8Array {
  const bytes = gunzipSync(zipped);
  bytes.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
  bytes.fill(" ", 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return gzipSync(bytes);
}
