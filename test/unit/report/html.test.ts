/** The report's markup: closed against names, complete in itself, small. */
import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { sha256Base64 } from "../../../src/base/index.ts";
import { toComparisonHtml, toHtml } from "../../../src/report/index.ts";
import { escapeHtml, shorten, visible } from "../../../src/report/text/text.ts";
import {
  bareLayer,
  HOSTILE_NAMES,
  sampleComparison,
  sampleLayer,
  sampleModel,
  sampleTransformer,
  skippedLayer,
} from "./sample.ts";

const tagCount = (html: string) => {
  const counts = new Map<string, number>();
  for (const [, tag] of html.matchAll(/<([a-z][a-z0-9]*)[\s>/]/g))
    counts.set(tag!, (counts.get(tag!) ?? 0) + 1);
  return counts;
};

describe("text from a file", () => {
  it("is escaped and spelled out", () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;",
    );
    expect(visible("a\u202eb\u0000c\ud800d\u{e0041}")).toBe("a\\u{202e}b\\u{0}c\\u{d800}d\\u{e0041}");
    expect(visible("naïve 模型 Ω λ 😀 e\u0301")).toBe("naïve 模型 Ω λ 😀 e\u0301");
  });

  it("is shortened in the middle by characters", () => {
    expect(shorten("model.layers.11.weight", 13)).toBe("mode…1.weight");
    expect(shorten("😀😀😀😀", 3)).toBe("😀…😀");
    expect(Array.from(shorten("x".repeat(99), 20)).length).toBe(20);
    expect(shorten("abc", 3)).toBe("abc");
  });
});

describe("sha256Base64", () => {
  it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 70000])(
    "agrees with OpenSSL at %d characters",
    (n) => {
      const text = "aλ😀\n".repeat(Math.ceil(n / 4)).slice(0, n);
      expect(sha256Base64(text)).toBe(createHash("sha256").update(text).digest("base64"));
    },
  );
});

describe("toHtml", () => {
  it("gives hostile names no tag, attribute or policy of their own", () => {
    const make = (name: (i: number) => string) =>
      sampleModel(
        HOSTILE_NAMES.map((_, i) => {
          if (i % 3 === 0) return sampleLayer({ index: i, name: name(i), size: 100, spikes: [2] });
          return i % 3 === 1 ? bareLayer(i, name(i)) : skippedLayer(i, name(i), `why ${name(i)}`);
        }),
        name(0),
      );
    const tame = toHtml(make((i) => `layer${i}`));
    const html = toHtml(make((i) => HOSTILE_NAMES[i]!));
    expect(tagCount(html)).toEqual(tagCount(tame));
    expect(html).not.toMatch(/[^\P{C}\n]/u);
    const { document } = parseHTML(html);
    const attributes = new Set(
      [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.name)),
    );
    for (const name of attributes) expect(name).not.toMatch(/^on|^style$/);
    const shown = document.querySelector("h1")!.textContent;
    expect(shown).toBe(HOSTILE_NAMES[0]);
    const rows = [...document.querySelectorAll("td.name")].map((cell) => cell.textContent);
    const analysed = HOSTILE_NAMES.filter((_, i) => i % 3 !== 2);
    expect(rows).toEqual(analysed.map(visible));
  });

  it("names its script and styles by hash and admits nothing else", () => {
    const html = toHtml(sampleTransformer());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    const bodies = [...html.matchAll(/<(style|script)(?: id="[a-z-]+")?>([\s\S]*?)<\/\1>/g)];
    expect(bodies.length).toBe(4);
    for (const [, kind, body] of bodies) {
      const hash = createHash("sha256").update(body!).digest("base64");
      expect(policy.split(";").find((d) => d.includes(`${kind}-src`))).toContain(`'sha256-${hash}'`);
    }
    expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|src=|url\(|@import/);
  });

  it("shows every layer once: a row and a section, or a line with its reason", () => {
    const analysis = sampleTransformer();
    const { document } = parseHTML(toHtml(analysis));
    const analysed = analysis.layers.filter((l) => l.status === "analyzed");
    expect(document.querySelectorAll("#table tbody tr").length).toBe(analysed.length);
    expect(document.querySelectorAll("details.layer").length).toBe(analysed.length);
    expect(document.querySelectorAll("#skipped li").length).toBe(analysis.layers.length - analysed.length);
    for (const link of document.querySelectorAll("td.name a"))
      expect(document.getElementById(link.getAttribute("href")!.slice(1))).not.toBeNull();
    for (const svg of document.querySelectorAll("svg.fig"))
      expect(svg.getAttribute("aria-label")!.length).toBeGreaterThan(20);
    expect(document.querySelectorAll("figure").length).toBe(document.querySelectorAll("figcaption").length);
  });

  it("draws without NaN, also where a layer lacks every part or is degenerate", () => {
    const odd = sampleLayer({ index: 1, name: "flat", size: 100, spikes: [] });
    const zero = { ...odd, index: 2, analysis: { ...odd.analysis, singularValues: new Float64Array(100) } };
    const same = {
      ...odd,
      index: 3,
      analysis: { ...odd.analysis, singularValues: new Float64Array(100).fill(2) },
    };
    const one = { ...odd, index: 4, analysis: { ...odd.analysis, singularValues: Float64Array.of(1) } };
    const html = toHtml(sampleModel([bareLayer(0, "bare"), odd, zero, same, one]));
    for (const [, d] of html.matchAll(/ d="([^"]*)"/g)) expect(d).not.toMatch(/NaN|Infinity|undefined/);
    expect(html.replace(/<script>[\s\S]*<\/script>/, "")).not.toMatch(/undefined|\[object/);
    expect(html).toContain("needs 60 levels, got &lt;12&gt;");
  });

  it("says that a stopped run is not whole, and survives an empty one", () => {
    const analysis = { ...sampleTransformer(2), complete: false };
    expect(toHtml(analysis)).toContain("stopped early");
    expect(toHtml(sampleModel([]))).toContain("0 matrices");
  });

  it("stays below 3 MB for a hundred layers", () => {
    const { layers } = sampleTransformer();
    const hundred = Array.from({ length: 100 }, (_, i) => ({ ...layers[i % layers.length], index: i }));
    const html = toHtml(sampleModel(hundred));
    expect(html.length).toBeLessThan(3e6);
  });

  it("is the same text for the same analysis", () => {
    expect(toHtml(sampleTransformer())).toBe(toHtml(sampleTransformer()));
  });
});

describe("toComparisonHtml", () => {
  it("shows every layer in the order of the file, identical ones as such", () => {
    const html = toComparisonHtml(sampleComparison("base", "model", (i) => `layer${i}`));
    const { document } = parseHTML(html);
    const names = [...document.querySelectorAll("td.name")].map((cell) => cell.textContent);
    expect(names).toEqual(["layer0", "layer2", "layer3"]);
    expect(document.querySelectorAll("#skipped li").length).toBe(1);
    expect(document.getElementById("layer-2")!.textContent).toContain("Equal to the base to the last bit");
    expect(document.querySelectorAll("#layer-0 svg.fig").length).toBe(3);
    expect(document.querySelector(".headline")!.textContent).toMatch(/^2 of 2 changes have structure/);
    expect(document.querySelector(".headline")!.textContent).toMatch(/1 did not change at all\.$/);
    for (const [, d] of html.matchAll(/ d="([^"]*)"/g)) expect(d).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("shows the models of a series side by side, with figures from three on", () => {
    const series = ["one", "two", "three"].map((model) => sampleComparison("base", model, String));
    const { document } = parseHTML(toComparisonHtml(series[1]!, series));
    const rows = [...document.querySelectorAll("#series tbody tr")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => cell.textContent),
    );
    expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
      ["1", "one", "3", "1"],
      ["2", "two", "3", "1"],
      ["3", "three", "3", "1"],
    ]);
    expect(rows[0]![7]).toBe("2 of 2");
    expect(document.querySelectorAll("#series svg.fig").length).toBe(2);
    const two = parseHTML(toComparisonHtml(series[0]!, series.slice(0, 2))).document;
    expect(two.querySelectorAll("#series tbody tr").length).toBe(2);
    expect(two.querySelectorAll("#series svg.fig").length).toBe(0);
    expect(toComparisonHtml(series[0]!)).not.toContain('id="series"');
    const hostile = HOSTILE_NAMES.map((name) => sampleComparison(name, name, String));
    const tame = HOSTILE_NAMES.map((_, k) => sampleComparison("b", `m${k}`, String));
    expect(tagCount(toComparisonHtml(hostile[0]!, hostile))).toEqual(
      tagCount(toComparisonHtml(tame[0]!, tame)),
    );
  });

  it("gives hostile names nothing", () => {
    const tame = toComparisonHtml(sampleComparison("b", "m", (i) => `layer${i}`));
    const html = toComparisonHtml(
      sampleComparison(HOSTILE_NAMES[1], HOSTILE_NAMES[0], (i) => HOSTILE_NAMES[i]!),
    );
    expect(tagCount(html)).toEqual(tagCount(tame));
    expect(html).not.toMatch(/[^\P{C}\n]/u);
  });
});
