import { expect, test } from "vitest";
import { nextPath } from "./next-path.ts";

test.each(["/flows", "/flow/producer-agent-beta/c/cnv_1?x=1#y", "/"])("%s is a way back", (path) => {
  expect(nextPath(path)).toBe(path);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "flows",
  "",
  null,
  42,
])("%j is dropped", (value) => {
  expect(nextPath(value)).toBeUndefined();
});
