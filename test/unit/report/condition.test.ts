import { describe, expect, test } from "vitest";
import {
  parseCondition,
  rankLayers,
  toFineTuningYaml,
  violations,
  violationText,
} from "../../../src/report/index.ts";
import { bareLayer, sampleLayer, sampleModel, skippedLayer } from "./sample.ts";

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
  expect(violations(model, [parseCondition(text)])).toMatchObject(
    layers.map((layer) => ({ kind: "layer", layer })),
  );
});

test.each([
  ["alpha", /is not a condition; write for example/],
  ["alpha ~ 2", /is not a condition/],
  ["", /is not a condition/],
  ["alpha < two", /compares with two, which is not a number/],
  ["alhpa < 2", /has no column "alhpa" \(did you mean "alpha"\?\); there are: layer_id, /],
  ["learnedLayer < 2", /did you mean "learnedLayers"/],
  ["constructor < 2", /has no column "constructor"/],
  ["name < 2", /compares text in name: use == or !=/],
  ["mp_converged > 0", /compares true or false in mp_converged/],
  [
    "medain(alpha) > 6",
    /has no function medain\(\) \(did you mean "median"\?\); there are any, all, count, median/,
  ],
  ["median(kind) > 6", /takes the median of kind, which has no numbers/],
  ["count(alpha) > 6", /is not a condition/],
  ["count(nothing > 1) > 6", /has no column "nothing"/],
])("%j is refused with what would work", (text, message) => {
  expect(() => parseCondition(text)).toThrow(message);
});

describe("conditions", () => {
  const broken = skippedLayer(3, "layers.2.fc", "entry 0 is NaN");
  const whole = sampleModel([
    ...model.layers,
    { ...broken, code: "NOT_FINITE" },
    skippedLayer(4, "bias"),
    bareLayer(5, "bare"),
  ]);
  const found = (text: string, of = whole) =>
    violations(of, [parseCondition(text)]).map((one) =>
      one.kind === "layer" ? one.layer : one.kind === "analysis" ? one.value : one.kind,
    );

  // spikes 0, 2, 1 and none of the bare layer, which has no bulk; verdicts random and bulk and spikes
  test.each<[string, (string | number)[]]>([
    ['kind == "random"', ["layers.0.fc", "bare"]],
    ["verdict == 'random'", ["layers.0.fc", "bare"]],
    ["kind == random", ["layers.0.fc", "bare"]],
    ['kind != "random"', ["layers.1.fc", 'odd "name": [x] # y']],
    ["mp_converged == true", ["layers.0.fc", "layers.1.fc", 'odd "name": [x] # y']],
    ["any(num_spikes == 2)", ["layers.1.fc"]],
    ["all(num_spikes < 3)", ["layers.0.fc", "layers.1.fc", 'odd "name": [x] # y']],
    ["all(num_spikes < 2)", []],
    ["count(num_spikes > 0) >= 2", [2]],
    ["count(num_spikes > 0) > 2", []],
    ["median(num_spikes) == 1", [1]],
    ["min(num_spikes) < 1", [0]],
    ["max(num_spikes) != 1", [2]],
    ["mean(num_spikes) <= 1", [1]],
    ["sum(num_spikes) >= 3", [3]],
    ["median(product_spikes) > -1", []],
    ["learnedLayers < 10", [2]],
    ["learned_layers < 2", []],
    ["testedLayers == 4", [4]],
    ["analyzedLayers < 5", [4]],
    ["skippedLayers > 1", [2]],
    ["nonfinite", ["layers.2.fc"]],
    ["any(nonfinite)", ["layers.2.fc"]],
    ["nonfinite > 0", [1]],
    ["count(nonfinite) > 1", []],
    ["status == skipped", ["layers.2.fc", "bias"]],
  ])("%s", (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });

  test("an analysis of nothing is no pass, and finite weights are no finding", () => {
    const nothing = sampleModel([skippedLayer(0, "bias")]);
    expect(found("alpha < 2", nothing)).toEqual(["nothing analysed"]);
    expect(found("nonfinite", nothing)).toEqual(["nothing analysed"]);
    expect(violations(nothing, [])).toEqual([]);
    expect(found("nonfinite", model)).toEqual([]);
  });

  test("are told in a line each", () => {
    const lines = (text: string, of = whole) => violations(of, [parseCondition(text)]).map(violationText);
    expect(lines("num_spikes == 2")).toEqual(["layers.1.fc: num_spikes == 2 (it is 2)"]);
    expect(lines("kind == random")[0]).toBe("layers.0.fc: kind == random (it is random)");
    expect(lines("nonfinite")).toEqual(["layers.2.fc: nonfinite (it is so)"]);
    expect(lines("learnedLayers < 10")).toEqual(["learnedLayers < 10 (it is 2)"]);
    expect(lines("alpha < 2", sampleModel([]))).toEqual([
      "no layer was analysed, so there was nothing to check",
    ]);
  });
});

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
