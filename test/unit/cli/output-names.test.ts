import { expect, test } from "vitest";
import { modelNames, withModelName } from "../../../src/cli/outputs/output-names.ts";

test.each([
  [
    ["a.npy", "b.onnx"],
    ["a", "b"],
  ],
  [
    ["step1/model.safetensors", "step2/model.safetensors"],
    ["step1-model", "step2-model"],
  ],
  [
    ["x/step/m.npy", "y/step/m.npy"],
    ["step-m", "step-m-2"],
  ],
  [
    ["llama-3.1/", "llama-3.2/"],
    ["llama-3.1", "llama-3.2"],
  ],
  [["m.safetensors.index.json"], ["m"]],
  [
    ["https://x.example/a/net.onnx?download=true", "https://x.example/b/net.onnx"],
    ["a-net", "b-net"],
  ],
])("%j become %j", (files, names) => {
  expect(modelNames(files)).toEqual(names);
});

test("the name goes before the extension", () => {
  expect(withModelName("out/report.html", "m-1.5")).toBe("out/report-m-1.5.html");
  expect(withModelName("-", "m")).toBe("-");
});
