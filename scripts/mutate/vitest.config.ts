/** The unit tests of one room, as `npm run mutate` runs them in its copy of the tree: MUTATE_TESTS names their folders or files. */
import { defineConfig } from "vitest/config";

const places = (process.env.MUTATE_TESTS ?? "").split(",").filter(Boolean);

export default defineConfig({
  test: {
    include: places.map((place) => (place.endsWith(".test.ts") ? place : `${place}/**/*.test.ts`)),
    globalSetup: ["test/setup/report.ts"],
    testTimeout: 180_000,
    watch: false,
  },
});
