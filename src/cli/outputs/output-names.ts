/** One output for each of several models: `report.html` becomes `report-NAME.html`. */
import { basename, dirname, extname, resolve } from "node:path";
import { endingOf, isAddress } from "../../models/index.ts";

/** A name for each model, all different: its file's, its folder's before it where files share one, else a number behind. */
export function modelNames(files: readonly string[]): string[] {
  const short = files.map(stem);
  const named = files.map((file, k) =>
    short.filter((name) => name === short[k]).length > 1
      ? `${basename(dirname(resolve(file)))}-${short[k]}`
      : short[k],
  );
  return named.map((name, k) => {
    const before = named.slice(0, k).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}

/** `path` with the model's name before its extension; `-` stays standard output. */
export function withModelName(path: string, model: string): string {
  if (path === "-") return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${model}${extension}`;
}

function stem(file: string): string {
  const name = basename(isAddress(file) && URL.canParse(file) ? new URL(file).pathname : file);
  return name.slice(0, name.length - (endingOf(name)?.ending.length ?? 0)) || name.replace(/\.[^.]*$/, "");
}
