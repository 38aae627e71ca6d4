/** Worker threads, and files that keep results: what only Node has of this room. */
export { workerPool } from "./executors/pool.node.ts";
export { type Database, type DatabaseOptions, openDatabase } from "./queue/database.node.ts";
export { databaseStore, type PostgresStore, postgresStore } from "./queue/postgres-store.node.ts";
export { initDatabase } from "./queue/schema.node.ts";
export {
  cancelRun,
  latestRun,
  type RunStatus,
  runResults,
  runStatus,
  type WorkerStatus,
} from "./queue/status.node.ts";
export { type SubmitOptions, type SubmittedModel, submitRun } from "./queue/submit.node.ts";
export { type DoneJob, type WorkOptions, work } from "./queue/worker.node.ts";
export { contentIdentity } from "./stores/identity.node.ts";
export { type Journal, openJournal } from "./stores/journal.node.ts";
