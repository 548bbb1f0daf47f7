import { basename, isAbsolute } from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** Options that say where results go, how fast they come and how they are shown, and do not change them. */
const IRRELEVANT = new Set([
  "out",
  "restart",
  "json",
  "threads",
  "strict",
  "everyCorruption",
  "explain",
  "shard",
  "imageCache",
]);

/**
 * The command as it was given, in the order of its help, without what does not change its results: what a reader types
 * to have them again. Of an absolute path the last name is kept: the same run on another machine gives the same bytes,
 * and nobody's folders are told.
 *
 * @example commandLine(command) // "ipswap-eval safety --ckpt 'my model.onnx' --limit 500"
 */
export function commandLine(command: CommandUnknownOpts): string {
  const given = command.options.filter((option) => {
    const name = option.attributeName();
    return !IRRELEVANT.has(name) && command.getOptionValueSource(name) === "cli";
  });
  const words = given.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    const values = typeof value === "boolean" ? [] : Array.isArray(value) ? value : [value];
    return [option.long ?? option.flags, ...values.map((each) => quoted(withoutPlace(String(each))))];
  });
  return ["ipswap-eval", command.name(), ...words].join(" ");
}

/** `/data/net.onnx` as `net.onnx`, `cifar100:/data/cifar` as `cifar100:cifar`. */
function withoutPlace(word: string): string {
  const kind = /^[a-z0-9]{2,}:/.exec(word)?.[0] ?? "";
  const path = word.slice(kind.length);
  return isAbsolute(path) ? `${kind}${basename(path)}` : word;
}

/** A word that a POSIX shell reads as it is. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
