import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** Options that say where results go, how fast they come and how they are shown, and do not change them. */
const IRRELEVANT = new Set(["out", "restart", "json", "threads", "strict", "everyCorruption", "explain"]);

/**
 * The command as it was given, in the order of its help, without what does not change its results: what a reader types
 * to have them again.
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
    return [option.long ?? option.flags, ...values.map((each) => quoted(String(each)))];
  });
  return ["ipswap-eval", command.name(), ...words].join(" ");
}

/** A word that a POSIX shell reads as it is. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
