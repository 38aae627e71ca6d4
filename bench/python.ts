/** Peers in Python: a program that runs once on one thread and prints what it measured. */
import { spawnSync } from "node:child_process";

/** Keeps numpy's and scipy's linear algebra on one thread. */
export const ONE_THREAD = {
  ...process.env,
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
};

/** The JSON that a program prints, or undefined where python3 or a package that it imports is missing. */
export function python<T>(program: string): T | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", program], { env: ONE_THREAD, encoding: "utf8" });
  return status === 0 ? (JSON.parse(stdout) as T) : undefined;
}
