import { defineConfig } from "tsdown";

const shared = {
  clean: true,
  format: "esm",
  fixedExtension: false,
  dts: true,
  target: "es2022",
} as const;

/**
 * Two packages of the same sources. For Node the dependencies stay imports; for the browser they are bundled, so that a
 * plain page can load the module as it is. Workers lie beside the entries, where the pools look for them.
 */
export default defineConfig([
  {
    ...shared,
    entry: {
      "index.node": "src/index.node.ts",
      cli: "src/cli/main.ts",
      "worker.node": "src/run/executors/worker.node.ts",
    },
    outDir: "build/node",
    platform: "node",
  },
  {
    ...shared,
    entry: { "index.web": "src/index.web.ts", "worker.web": "src/run/executors/worker.web.ts" },
    outDir: "build/browser",
    platform: "browser",
    deps: { alwaysBundle: [/.*/] },
  },
]);
