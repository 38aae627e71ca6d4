import { defineConfig } from "tsdown";

/** Library, command line and worker entries, side by side in build/ so that entries find the workers by name. */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    "index.node": "src/index.node.ts",
    cli: "src/cli/main.ts",
    "worker.node": "src/run/worker.node.ts",
    "worker.web": "src/run/worker.web.ts",
  },
  outDir: "build",
  clean: false,
  format: "esm",
  platform: "neutral",
  fixedExtension: false,
  dts: true,
  sourcemap: false,
  target: "es2022",
});
