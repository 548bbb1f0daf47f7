import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";
import { InputError } from "../core/error.ts";

/** Bindings to libtensorflow, best first. Optional peers: loaded only when this engine is asked for. */
const BINDINGS = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** The variable of the environment that names a folder whose node_modules holds a binding; else it is beside us. */
const FOLDER = "IPSWAP_TFJS_NODE";

interface Failure {
  readonly binding: string;
  readonly reason: string;
}

/**
 * Loads the first binding that is installed and works; it registers the back end `tensorflow`.
 *
 * @param threads of one operation; fixed when libtensorflow is loaded, once in a process
 * @returns bindings that are installed and do not work, for the user to know
 */
export async function loadTensorflow(threads: number): Promise<string[]> {
  prepareEnvironment(threads);
  const failures: Failure[] = [];
  for (const binding of BINDINGS) {
    const file = locate(binding);
    if (file === undefined) continue;
    try {
      await import(pathToFileURL(file).href);
      return failures.map(({ reason, ...failed }) => `${failed.binding} is installed and does not load: ${reason}`);
    } catch (error) {
      failures.push({ binding, reason: (error as Error).message.split("\n", 1)[0].trim() });
    }
  }
  throw failures.length === 0 ? notInstalled() : notWorking(failures[0]);
}

function locate(binding: string): string | undefined {
  const folder = process.env[FOLDER];
  const { resolve } = createRequire(folder === undefined ? import.meta.url : join(folder, "package.json"));
  try {
    return resolve(binding);
  } catch {
    return undefined;
  }
}

/** What has to be so before libtensorflow is loaded. What the user set in the environment stays. */
function prepareEnvironment(threads: number): void {
  // The binding's last release calls a function that Node 22 warns of and Node 23 removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  process.env["TF_NUM_INTRAOP_THREADS"] = `${threads}`;
  const defaults = {
    // Warnings and errors only: which instructions the library was built for is no news to a user.
    TF_CPP_MIN_LOG_LEVEL: "1",
    // On a GPU: the same results each time, from products of float32 and not of TensorFloat-32, which keeps 10 bits.
    TF_DETERMINISTIC_OPS: "1",
    NVIDIA_TF32_OVERRIDE: "0",
  };
  for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;
}

function notInstalled(): InputError {
  const folder = process.env[FOLDER];
  return new InputError("engine tensorflow", {
    expected: `${BINDINGS.join(" or ")} to be installed`,
    got: folder === undefined ? "neither" : `neither in ${folder}, the folder that ${FOLDER} names`,
    remedy:
      "Run: npm install @tensorflow/tfjs-node@4.22.0 (with a GPU: @tensorflow/tfjs-node-gpu@4.22.0), " +
      "or use `engine` onnx.",
  });
}

/** Most often its install script did not run, or could not download libtensorflow. */
function notWorking({ binding, reason }: Failure): InputError {
  return new InputError("engine tensorflow", {
    expected: `${binding} to load`,
    got: reason,
    remedy: `Run: npm rebuild ${binding} --ignore-scripts=false, or use \`engine\` onnx.`,
  });
}
