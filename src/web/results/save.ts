/** Files that the page hands to its reader. */

/** Saves `content` under `name` through the browser's download. */
export function save(name: string, content: string | Uint8Array, type: string): void {
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([part], { type }));
  link.download = name;
  link.click();
  // The download has taken its own reference by the next minute.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The model's file name as the stem of ours: no path, no extension, nothing that a file system refuses. */
export function stem(modelName: string): string {
  const base = modelName.split(/[/\\]/).pop() ?? "";
  const plain = base.replace(/\.[a-z0-9]{1,12}$/i, "").replace(/[^\p{L}\p{N}._-]+/gu, "-");
  return plain.replace(/^[-.]+|[-.]+$/g, "").slice(0, 80) || "model";
}
