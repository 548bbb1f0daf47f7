import { InputError } from "../core/error.ts";
import type { Explanation } from "./explain-result.ts";

/**
 * Checks what the schema of an explanation cannot say: that examples, answers and maps fit the checkpoints, the classes
 * and the size of the maps, so that whoever shows them need not ask.
 *
 * @param subject what to call it in an error: its path
 * @throws InputError on the first example that does not fit
 */
export function requireConsistent(explanation: Explanation, subject: string): void {
  const { checkpoints, examples, data } = explanation;
  const refuse = (index: number, expected: string, got: string) =>
    new InputError(`${subject}, example ${index}`, { expected, got, remedy: "Explain again: the file is damaged." });
  for (const { index, label, answers } of examples) {
    if (answers.length !== checkpoints.length) {
      throw refuse(index, `an answer of each of ${checkpoints.length} checkpoints`, `${answers.length}`);
    }
    const classes = [label, ...answers.flatMap(({ top, maps }) => [...top, ...maps].map(({ class: k }) => k))];
    const unknown = classes.find((k) => k >= data.classes.length);
    if (unknown !== undefined) throw refuse(index, `classes below ${data.classes.length}`, `class ${unknown}`);
    answers.forEach(({ maps }, i) => {
      const { height, width } = checkpoints[i];
      for (const { values } of maps) {
        const bytes = Buffer.byteLength(values, "base64");
        if (bytes !== height * width) throw refuse(index, `maps of ${height} x ${width} bytes`, `${bytes} bytes`);
      }
    });
  }
}
