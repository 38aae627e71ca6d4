/** Model files by path: what only Node has of this room. */
export {
  filesOf,
  type OpenedFile,
  openFile,
  openModelFile,
  writeModelFile,
} from "./sources/files.node.ts";
export { reasonOf } from "./sources/reason.node.ts";
export { replaceFile, writeFailed } from "./sources/replace-file.node.ts";
