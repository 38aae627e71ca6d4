import { expect, test } from "vitest";
import { parseCondition, rankLayers, toFineTuningYaml, violations } from "../../../src/report/index.ts";
import { sampleLayer, sampleModel } from "./sample.ts";

const model = sampleModel([
  sampleLayer({ index: 0, name: "layers.0.fc", size: 80, spikes: [] }),
  sampleLayer({ index: 1, name: "layers.1.fc", size: 80, spikes: [2, 3] }),
  sampleLayer({ index: 2, name: 'odd "name": [x] # y', size: 80, spikes: [2] }),
]);

test.each([
  ["num_spikes >= 2", ["layers.1.fc"]],
  ["numSpikes<1", ["layers.0.fc"]],
  ["num_spikes == 1", ['odd "name": [x] # y']],
  ["stable_rank > 1e9", []],
])("%s names the layers", (text, layers) => {
  expect(violations(model, [parseCondition(text)]).map(({ layer }) => layer)).toEqual(layers);
});

test.each(["alpha", "alpha ~ 2", "alpha < two", "nothing < 2", "name == 2", ""])(
  "%j is refused with what would work",
  (text) => {
    expect(() => parseCondition(text)).toThrow(/write for example|there are: /);
  },
);

test("layers of one kind compete, the most signal first", () => {
  expect(
    rankLayers(model)
      .get("layers.*.fc")
      ?.map(({ name }) => name),
  ).toEqual(["layers.1.fc", "layers.0.fc"]);
});

test("the YAML names the best share of each kind, as patterns, whatever the names hold", () => {
  const yaml = toFineTuningYaml(model, { share: 0.5 });
  expect(yaml.split("\n")[0]).toBe("unfrozen_parameters:");
  const patterns = [...yaml.matchAll(/^- (".*") #/gm)].map(([, json]) => new RegExp(JSON.parse(json)));
  expect(patterns).toHaveLength(2);
  expect(patterns[0].test("layers.1.fc")).toBe(true);
  // As a trainer has it that takes periods literally.
  const literal = new RegExp(patterns[0].source.replaceAll(".", "\\."));
  expect(literal.test("layers.1.fc")).toBe(true);
  expect(literal.test("layersx1.fc")).toBe(false);
  expect(patterns[1].test('odd "name": [x] # y')).toBe(true);
  expect(() => toFineTuningYaml(model, { share: 0 })).toThrow(/share/);
});

test("a name cannot add a line to the YAML, nor make it unreadable", () => {
  const hostile = [
    "a\nb: c",
    "x\u2028- .*\u2028# ",
    "y\u0085- .*",
    "z\u009b31m",
    "w\u007f",
    "v\ufeff\uffff",
    "u: {",
  ];
  const layers = hostile.map((name, index) => sampleLayer({ index, name, size: 80, spikes: [2] }));
  const yaml = toFineTuningYaml(sampleModel(layers), { share: 1 });
  // Every line of YAML 1.1, of which U+0085, U+2028 and U+2029 end one.
  const lines = yaml.trimEnd().split(/[\n\r\u0085\u2028\u2029]/);
  expect(lines).toHaveLength(1 + 2 * hostile.length);
  for (const line of lines.slice(1)) expect(line).toMatch(/^(# "[^"]*"|- "[^"]*" # [\d.e-]+)$/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  expect(yaml).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/);
  const patterns = lines
    .flatMap((line) => /^- (".*") #/.exec(line)?.[1] ?? [])
    .map((json) => JSON.parse(json));
  expect(patterns.map((pattern) => hostile.filter((name) => new RegExp(pattern).test(name)))).toEqual(
    patterns.map((_, k) => [[...rankLayers(sampleModel(layers)).values()].flat()[k]?.name]),
  );
});
