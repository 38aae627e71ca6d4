import { expect, test } from "vitest";
import { nameFilter } from "../../../src/analysis/plan/layer-names.ts";

test.each([
  [["*"], "a.b/c", true],
  [["*.weight"], "model.layers.0.mlp.weight", true],
  [["*.weight"], "model.layers.0.mlp.bias", false],
  [["layer?.w"], "layer1.w", true],
  [["layer?.w"], "layer10.w", false],
  [["a*b*c"], "aXXbYYbZZc", true],
  [["a*b*c"], "aXXbYYbZZ", false],
  [["a.b"], "aXb", false],
  [["[x]"], "[x]", true],
  [["!*bias"], "fc.weight", true],
  [["!*bias"], "fc.bias", false],
  [["fc*", "!*bias"], "fc.bias", false],
  [["fc1*", "fc2*"], "fc2.weight", true],
  [[], "anything", true],
  [[""], "", true],
])("%j on %s: %s", (globs, name, wanted) => {
  expect(nameFilter(globs)(name)).toBe(wanted);
});

test("a glob of stars does not blow up", () => {
  const start = process.cpuUsage().user;
  expect(nameFilter([`${"*a".repeat(200)}b`])("a".repeat(5000))).toBe(false);
  expect(process.cpuUsage().user - start).toBeLessThan(2e6);
});
