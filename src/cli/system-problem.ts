/** What the system says no to, by its code, and what to do about it. */
const PROBLEMS: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
  ENOSPC: { what: "the disk is full", remedy: "Free some space" },
  EDQUOT: { what: "the disk quota is used up", remedy: "Free some space" },
  EROFS: { what: "the disk can only be read", remedy: "Choose another --out" },
  EACCES: { what: "permission was denied", remedy: "Change the permissions, or choose another --out" },
  EPERM: { what: "permission was denied", remedy: "Change the permissions, or choose another --out" },
  ENOTDIR: { what: "a file stands where a folder is needed", remedy: "Choose another path" },
  EEXIST: { what: "a file stands where a folder is needed", remedy: "Choose another path" },
  EIO: { what: "the disk failed", remedy: "Check it" },
  EMFILE: { what: "too many files are open", remedy: "Raise the limit (ulimit -n)" },
};

/**
 * A sentence for an error of the system that the program cannot help: what happened, where, and that nothing is lost.
 * Undefined for any other error.
 */
export function systemProblem(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = code === undefined ? undefined : PROBLEMS[code];
  if (problem === undefined) return undefined;
  const where = path === undefined ? "" : `${path}: `;
  return `${where}${problem.what} (${code}). ${problem.remedy} and give the same command again: what was done is kept.`;
}
