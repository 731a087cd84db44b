/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EXAMPLE_ROWS, LIGHTHOUSE } from "./examples.ts";

type Record = { file: string; prompt: string; alt: string; width: number; height: number };

const records: Record[] = JSON.parse(readFileSync("public/examples/examples.json", "utf8"));

test.each([LIGHTHOUSE, ...EXAMPLE_ROWS.flat()])("$src was made from the words beside it", (shown) => {
  const made = records.find(({ file }) => shown.src === `/examples/${file}`);
  expect(shown.words.toLowerCase()).toBe(made?.prompt);
  expect(shown.alt).toBe(`Generated picture: ${made?.alt}`);
  expect(shown.ratio).toBeCloseTo((made?.width ?? 0) / (made?.height ?? 1), 2);
});
