/** Runs the built command line as its users run it. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../build/node/cli.js", import.meta.url));

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends Ctrl-C, or another signal, once standard error matches. */
  readonly interruptAfter?: RegExp;
  readonly signal?: NodeJS.Signals;
  /** Milliseconds from the match to the signal. Default 0. */
  readonly delay?: number;
}

export interface CommandOutcome {
  readonly code: number | null;
  /** What ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  const { cwd, env, interruptAfter, signal = "SIGINT", delay = 0 } = options;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr, interrupted] = ["", "", false];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
      if (interruptAfter?.test(stderr) && !interrupted) {
        interrupted = true;
        setTimeout(() => child.kill(signal), delay);
      }
    });
    child.on("close", (code, ended) => resolve({ code, signal: ended, stdout, stderr }));
  });
}
