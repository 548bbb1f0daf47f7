/** A check that the user asked for said no: the program did its work, and exits with 1. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}
