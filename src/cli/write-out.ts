import type { Writable } from "node:stream";

/**
 * Writes to a stream and waits until the system has it, so that a full disk is known before the program says what became
 * of it.
 *
 * @throws the system's error; none where the reader of a pipe has had enough
 */
export async function writeOut(stream: Writable, text: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    const finish = (error?: (NodeJS.ErrnoException & Error) | null) => {
      stream.off("error", finish);
      if (error && error.code !== "EPIPE") fail(error);
      else done();
    };
    stream.once("error", finish);
    stream.write(text, (error) => {
      // The stream also says it by an event, after this call: the listener must be there until then.
      if (error) setImmediate(finish, error);
      else finish();
    });
  });
}
