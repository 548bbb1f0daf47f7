// Packs the package, installs it into an empty folder as a user would, and runs the installed program on the
// embedded data and the bundled checkpoints. Exits with 1, and says why, where anything is not as promised.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-package-"));
// On Windows npm, and every program that it installs, is a script for the shell.
const shell = process.platform === "win32";
const npm = (args, cwd) =>
  execFileSync("npm", args, { cwd, shell, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
const program = join(folder, "node_modules", ".bin", "ipswap-eval");
const entry = join(folder, "node_modules", "ipswap-eval", "dist", "bin", "ipswap-eval.js");
const run = (args) =>
  execFileSync(program, args, {
    cwd: folder,
    shell,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 2 ** 26,
  });
const expect = (holds, what) => {
  if (!holds) throw new Error(`the installed package: expected ${what}`);
};

try {
  const [{ filename }] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], root));
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }\n');
  npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, filename)], folder);

  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(run(["--version"]).trim() === version, `--version to print ${version}`);
  expect(run(["--help"]).includes("safety"), "--help to list safety");

  const result = JSON.parse(run(["safety", "--limit", "48", "--json", "--out", join(folder, "results")]));
  expect(result.checkpoints.length === 2, "two bundled checkpoints");
  for (const { name, measurements } of result.checkpoints) {
    const clean = measurements.find(({ condition }) => condition.kind === "clean");
    expect(clean.count === 48, `${name}: 48 images measured`);
    const chance = 1 / result.data.classes.length;
    expect(
      clean.values.accuracy > 2 * chance,
      `${name}: clean accuracy clearly above chance, got ${clean.values.accuracy}`,
    );
  }

  // Threads share out the work, and decide nothing.
  const alone = join(folder, "alone");
  const same = ["safety", "--limit", "48", "--attacks", "fgsm,i-fgsm", "--corruptions", "fog", "--json", "--out"];
  const [onOne, onThree] = [1, 3].map((threads) =>
    run([...same, join(alone, `${threads}`), "--threads", `${threads}`]),
  );
  expect(onOne === onThree, "the same result on one thread and on three");

  // Killed as soon as it has measured something and again a little later, a run gives the same bytes in the end.
  const killed = join(folder, "killed");
  for (const enough of [1, 8]) {
    const args = [entry, "safety", "--limit", "48", "--out", killed];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
    const ended = once(child, "exit");
    while (child.exitCode === null && measured(killed) < enough) await sleep(20);
    expect(child.exitCode === null, "a run that can still be killed");
    child.kill("SIGKILL");
    await ended;
    expect(!existsSync(join(killed, "result.json")), "no result from a run that was killed");
  }
  run(["safety", "--limit", "48", "--json", "--out", killed]);
  for (const file of ["result.json", "explain.json", "report.html"]) {
    const [resumed, undisturbed] = [killed, join(folder, "results")].map((out) =>
      readFileSync(join(out, file), "utf8"),
    );
    expect(resumed === undisturbed, `a killed run to end with the bytes of an undisturbed one in ${file}`);
  }

  writeFileSync(
    join(folder, "library.js"),
    'import { metrics } from "ipswap-eval/metrics";\nimport { corruptions } from "ipswap-eval/corruptions";\n' +
      'import { attacks } from "ipswap-eval/attacks";\n' +
      "console.log(metrics.length > 0 && corruptions.length > 0 && attacks.length > 0);\n",
  );
  const libraries = execFileSync(process.execPath, ["library.js"], { cwd: folder, encoding: "utf8" });
  expect(libraries.trim() === "true", "the three libraries to be importable");
  console.log("package: packed, installed and run");
} catch (error) {
  console.error(error.message);
  if (error.stderr) console.error(String(error.stderr));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Conditions that a run has finished so far. */
function measured(out) {
  const work = join(out, ".work");
  if (!existsSync(work)) return 0;
  return readdirSync(work, { recursive: true }).filter((name) => name.endsWith(".npz")).length;
}
