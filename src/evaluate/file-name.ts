/** A checkpoint's name as a file name, whatever it holds. */
export function fileName(name: string): string {
  return name.replaceAll(/[^\w.+-]/g, "_");
}
