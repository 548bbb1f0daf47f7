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
  const { checkpoints, examples, data, conditions } = explanation;
  const damaged = (where: string, expected: string, got: string) =>
    new InputError(`${subject}, ${where}`, { expected, got, remedy: "Explain again: the file is damaged." });
  const refuse = (index: number, expected: string, got: string) => damaged(`example ${index}`, expected, got);
  for (const { name, averagesUnder, classAverages } of checkpoints) {
    if (averagesUnder.length !== conditions.length) {
      const expected = `class averages under each of ${conditions.length} conditions`;
      throw damaged(`checkpoint ${name}`, expected, `${averagesUnder.length}`);
    }
    const averages = [...classAverages.map((average, k) => ({ ...average, class: k })), ...averagesUnder.flat()];
    const unknown = averages
      .flatMap((average) => (average === null ? [] : [average.class, ...average.top.map(({ class: k }) => k)]))
      .find((k) => k >= data.classes.length);
    if (unknown !== undefined) {
      throw damaged(`checkpoint ${name}`, `classes below ${data.classes.length}`, `class ${unknown}`);
    }
  }
  for (const { index, label, answers } of examples) {
    if (answers.length !== checkpoints.length) {
      throw refuse(index, `an answer of each of ${checkpoints.length} checkpoints`, `${answers.length}`);
    }
    const missing = answers.find(({ topUnder }) => topUnder.length !== conditions.length);
    if (missing !== undefined) {
      throw refuse(index, `answers under each of ${conditions.length} conditions`, `${missing.topUnder.length}`);
    }
    const classes = [
      label,
      ...answers.flatMap(({ top, topUnder, maps }) =>
        [...top, ...topUnder.flatMap((of) => of ?? []), ...maps].map(({ class: k }) => k),
      ),
    ];
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
