import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Made of src/report/browser by `scripts/bundle-browser.mjs`, when the program is built and before tests. */
const BUNDLE = join(fileURLToPath(new URL("../browser", import.meta.url)), "bundle.js");

/** The page's script. */
export async function browserScript(): Promise<string> {
  const script = await readFile(BUNDLE, "utf8");
  if (/<\/script|<!--/i.test(script)) throw new Error("the page's script would end its element");
  return script.trim();
}
