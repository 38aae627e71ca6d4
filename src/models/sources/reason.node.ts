/** What the system says when a file cannot be opened or written, in words. */

export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "ENOTDIR") return "part of the path is not a folder";
  if (code === "EACCES" || code === "EPERM") return "no permission";
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full";
  if (code === "EROFS") return "the file system is read-only";
  return cause.message;
}
