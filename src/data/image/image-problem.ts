/** What is wrong with an image file, in the words of `InputError`, by code that does not know the file's name. */
export class ImageProblem extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`expected ${expected}, but got ${got}`);
  }
}
