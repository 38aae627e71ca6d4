/** The reproduction of paper A at its smallest scale. */
import { expect, test } from "vitest";
import { reproduction } from "../../../reproductions/thamm-2022/reproduce.ts";

test("every claim is measured beside its controls, in both regimes", async () => {
  const lines: string[] = [];
  const { claims, figures } = await reproduction.run({ scale: "smallest", say: (line) => lines.push(line) });
  expect(lines).toHaveLength(6);
  expect(claims).toHaveLength(13);
  for (const { measured, control } of claims) {
    expect(measured).toMatch(/fc2 .*\d/);
    expect(control).toMatch(/\d/);
  }
  expect(figures).toHaveLength(10);
  // training moves the rich network further from its start than the lazy one
  expect(claims[12].holds).toBe("yes");
}, 120_000);
