import { expect, it } from "vitest";
import { laterOf } from "./later-of.ts";

it("the later stays, whichever comes last, and of equals the known one", () => {
  const [older, newer, same] = [{ version: 3 }, { version: 4 }, { version: 4 }];
  expect(laterOf(undefined, older)).toBe(older);
  expect(laterOf(older, newer)).toBe(newer);
  expect(laterOf(newer, older)).toBe(newer);
  expect(laterOf(newer, same)).toBe(newer);
});
