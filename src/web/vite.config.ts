/** Builds the page into build/web (`vite build src/web`, which makes this folder the root). The report's style is served as the module that it is not. */
import { defineConfig, type Plugin } from "vite";
import { COLOR_STYLE, FIGURE_STYLE, PAGE_STYLE } from "../report/index.ts";

/** One for each tab. */
const PAGES = ["index.html", "hessian.html"];

const MODULES: Readonly<Record<string, string>> = {
  "virtual:report.css": COLOR_STYLE + FIGURE_STYLE + PAGE_STYLE,
};

/** The report's sheets as a module, so that the page and the report have one look. */
function reportModules(): Plugin {
  return {
    name: "report-modules",
    resolveId: (id) => (id in MODULES ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0") ? MODULES[id.slice(1)] : undefined),
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [reportModules()],
  build: {
    outDir: "../../build/web",
    rollupOptions: {
      input: PAGES.map((page) => decodeURIComponent(new URL(page, import.meta.url).pathname)),
    },
    emptyOutDir: true,
    target: "es2022",
    // Inline scripts and data URLs would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: "es" },
  preview: { port: 4173 },
});
