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
  expect(patterns[0].test("layersx1.fc")).toBe(false);
  expect(patterns[1].test('odd "name": [x] # y')).toBe(true);
  expect(() => toFineTuningYaml(model, { share: 0 })).toThrow(/share/);
});
