/** The native peer: numpy and scipy over OpenBLAS on one thread, in a python3 that answers one request a line. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { ONE_THREAD } from "../python.ts";

const PEER = `
import sys, json, time
import numpy as np
import scipy.linalg
rng = np.random.default_rng(1)
held = {}
def matrix(rows, cols, dtype, symmetric):
    key = (rows, cols, dtype, symmetric)
    if key not in held:
        held.clear()
        a = rng.standard_normal((rows, cols))
        held[key] = (a + a.T if symmetric else a).astype(dtype)
    return held[key]
RUN = {
    ("svdvals", "f64"): lambda a: np.linalg.svd(a, compute_uv=False),
    ("svdvals", "f32"): lambda a: scipy.linalg.svd(a, compute_uv=False),
    ("svd", "f64"): lambda a: np.linalg.svd(a, full_matrices=False),
    ("eigvalsh", "f64"): np.linalg.eigvalsh,
    ("eigh", "f64"): np.linalg.eigh,
}
print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__}), flush=True)
for line in sys.stdin:
    q = json.loads(line)
    a = matrix(q["rows"], q["cols"], "float64" if q["precision"] == "f64" else "float32", q["operation"].startswith("eig"))
    start = time.process_time()
    RUN[(q["operation"], q["precision"])](a)
    print(json.dumps({"time": time.process_time() - start}), flush=True)
`;

export interface Request {
  readonly operation: string;
  readonly precision: string;
  readonly rows: number;
  readonly cols: number;
}

export class NumpyPeer {
  readonly versions: string;
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  private constructor(child: ChildProcess, answers: AsyncIterator<string>, versions: string) {
    this.child = child;
    this.answers = answers;
    this.versions = versions;
  }

  /** Starts python3, or says why it cannot. */
  static async start(): Promise<NumpyPeer | string> {
    const child = spawn("python3", ["-u", "-c", PEER], {
      env: ONE_THREAD,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const failed = new Promise<string>((resolve) => child.once("error", (error) => resolve(error.message)));
    const lines: Interface = createInterface({ input: child.stdout });
    const answers = lines[Symbol.asyncIterator]();
    const first = await Promise.race([failed, answers.next()]);
    if (typeof first === "string") return first;
    if (first.done) return "python3 has no numpy and scipy";
    const { numpy, scipy } = JSON.parse(first.value) as { numpy: string; scipy: string };
    return new NumpyPeer(child, answers, `numpy ${numpy}, scipy ${scipy}, one thread`);
  }

  /** CPU seconds of one run. */
  async time(request: Request): Promise<number> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.answers.next();
    if (answer.done) throw new Error("the numpy peer has died");
    return (JSON.parse(answer.value) as { time: number }).time;
  }

  stop(): void {
    this.child.stdin?.end();
  }
}
