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

/** Where a Python with Debian's packages may be when the one on the path is another. */
const PYTHONS = ["python3", "/usr/bin/python3"] as const;

/** The same with the first python3 that has the package; undefined, after a line that says so, where none has. */
export function pythonWith<T>(packageName: string, program: string): T | undefined {
  for (const command of PYTHONS) {
    const options = { env: ONE_THREAD, encoding: "utf8" } as const;
    if (spawnSync(command, ["-c", `import ${packageName}`], options).status !== 0) continue;
    const { status, stdout, stderr } = spawnSync(command, ["-c", program], options);
    if (status === 0) return JSON.parse(stdout) as T;
    console.log(`  ${packageName}: ${stderr.trim().split("\n").pop()}`);
    return undefined;
  }
  console.log(`  no python3 here has ${packageName}: without it as a peer`);
  return undefined;
}
