/**
 * A name from outside as part of a file's name: letters, digits and a few signs that every file system takes, behind a
 * number that keeps equal ones apart.
 *
 * @example plainFileName("../my net", 0) // "1-_my_net"
 */
export function plainFileName(name: string, index: number): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^\.+/, "");
  return `${index + 1}-${plain.slice(0, 80)}`;
}
