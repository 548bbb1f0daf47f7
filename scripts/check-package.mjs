// Packs the package, installs it into an empty folder as a user would, and runs the installed program on the
// embedded data and the bundled checkpoints. Exits with 1, and says why, where anything is not as promised.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "ipswap-eval-package-"));
const npm = (args, cwd) => execFileSync("npm", args, { cwd, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
const run = (args) =>
  execFileSync(join(folder, "node_modules", ".bin", "ipswap-eval"), args, {
    cwd: folder,
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
