import { InputError } from "../../core/error.ts";
import { openRegular } from "../../core/regular-file.ts";

/** @throws InputError where the file is shorter now than it was */
export async function readPart(path: string, start: number, bytes: number): Promise<Buffer> {
  const { file } = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(bytes), 0, bytes, start);
    if (bytesRead === bytes) return buffer;
    throw new InputError(path, { expected: `${bytes} bytes from byte ${start} on`, got: `${bytesRead}` });
  } finally {
    await file.close();
  }
}
