/** Model files by path: what only Node has of this room. */
export {
  filesOf,
  type OpenedFile,
  openFile,
  openModelFile,
  reasonOf,
  writeModelFile,
} from "./sources/files.node.ts";
