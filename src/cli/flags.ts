/** Parameters of the libraries whose option has another name. */
const OPTION_OF: Readonly<Record<string, string>> = {
  architecture: "arch",
  dataset: "data",
  learningRate: "lr",
  networks: "ckpt",
  normalization: "normalize",
};

/** The option that sets a parameter, as the command line writes it. */
export function flagOf(parameter: string): string {
  const option = OPTION_OF[parameter] ?? parameter;
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * A sentence of the libraries for users of the command line. The libraries name a parameter in backquotes, as their
 * callers write it; here it becomes the option that sets it.
 *
 * @example inFlags("give `imageSize`") // "give --image-size"
 */
export function inFlags(sentence: string): string {
  return sentence.replace(/`([a-z][A-Za-z0-9]*)`/g, (_, parameter: string) => flagOf(parameter));
}
