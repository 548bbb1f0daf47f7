/** Text of one byte a character. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
