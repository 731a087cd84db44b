import { expect, test } from "vitest";
import { passwordStrength } from "./password-strength.ts";

test.each([
  ["", 0],
  ["monsoon", 0],
  ["monsoon-lam", 0],
  ["aaaaaaaaaaaa", 1],
  ["abcdefghijklm", 1],
  ["123456789012", 1],
  ["abababababab", 1],
  ["monsoon lamp", 2],
  ["monsoon-lamp-forest", 3],
  ["Monsoon7Lamp!", 2],
  ["Tr4vel!Goat-9", 3],
])("%j has level %i", (password, level) => {
  expect(passwordStrength(password).level).toBe(level);
});

test("a password that is too short says how much is missing, in characters and not bytes", () => {
  expect(passwordStrength("monsoon-la").hint).toBe("2 more characters.");
  expect(passwordStrength("monsoon-lam").hint).toBe("1 more character.");
  expect(passwordStrength("🦊🦊🦊🦊🦊🦊").hint).toBe("6 more characters.");
});
