/** Errors as the user sees them, and the exit code that goes with each. */
import { CommanderError } from "commander";
import { WignerscopeError } from "../base/index.ts";
import { visible } from "../report/index.ts";

const FAILED = 1;
const WRONG_USAGE = 2;

/** Says what went wrong (commander has said it already) and returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (error instanceof WignerscopeError) {
    // Names from files are in it.
    console.error(`wignerscope: ${visible(error.message)} [${error.code}]`);
    return error.code === "INVALID_ARGUMENT" ? WRONG_USAGE : FAILED;
  }
  console.error(error);
  return FAILED;
}
