/** Worker threads, and files that keep results: what only Node has of this room. */
export { workerPool } from "./executors/pool.node.ts";
export { contentIdentity } from "./stores/identity.node.ts";
export { type Journal, openJournal } from "./stores/journal.node.ts";
