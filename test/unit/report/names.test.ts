/** Names in little room. */
import { describe, expect, it } from "vitest";
import { namesNote, shortNames } from "../../../src/report/text/names.ts";

const BLOCKS = [0, 1, 10].flatMap((b) =>
  ["self_attn.q_proj", "mlp.up_proj"].map((kind) => `model.layers.${b}.${kind}.weight`),
);

describe("shortNames", () => {
  it("says once what nearly all names begin and end with, and leaves the others theirs", () => {
    const short = shortNames([...BLOCKS, "lm_head.weight"], 20);
    expect(short.names).toEqual([
      "…0.self_attn.q_proj",
      "…0.mlp.up_proj",
      "…1.self_attn.q_proj",
      "…1.mlp.up_proj",
      "…10.self_attn.q_proj",
      "…10.mlp.up_proj",
      "lm_head",
    ]);
    expect(namesNote(short)).toBe(
      "names that begin with … begin with model.layers.; .weight is left out at the end",
    );
  });

  it("leaves names whole where they fit, and where there is nothing that they share", () => {
    expect(shortNames(BLOCKS, 60).names).toEqual(BLOCKS);
    const unlike = ["alpha.one", "beta.two", "gamma.three"];
    const short = shortNames(unlike, 3);
    expect([short.names, namesNote(short)]).toEqual([unlike, ""]);
    expect(shortNames(["model.layers.0.weight"], 3).names).toEqual(["model.layers.0.weight"]);
  });

  it("leaves names whole where two would become one", () => {
    const names = ["net.a.weight", "net.a", "net.b.weight", "net.c.weight"];
    expect(shortNames(names, 4).names).toEqual(names);
  });
});
