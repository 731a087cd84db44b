import { expect, test } from "vitest";
import { ApiProblem, codeOf, waitingTime, wordsFor } from "./problems.ts";
import type { ProblemBody } from "./types.ts";

function problem(extra: Partial<ProblemBody>): ApiProblem {
  const code = extra.code ?? "unknown_code";
  return new ApiProblem({
    type: "",
    code,
    title: "T",
    status: 400,
    detail: "The detail.",
    ...extra,
  });
}

test("a refused run names both amounts and says that nothing was charged", () => {
  const words = wordsFor(problem({ code: "insufficient_credits", status: 402, needed: 31, available: 19 }));
  expect(words.sentence).toBe("This run costs 31 credits, you have 19.");
  expect(words.credits).toBe("Nothing was charged.");
});

test("wrong credentials count the tries left in words, and only when the server tells", () => {
  expect(wordsFor(problem({ code: "wrong_credentials", attemptsLeft: 2 })).sentence).toBe(
    "E-mail and password do not match. Two tries left.",
  );
  expect(wordsFor(problem({ code: "wrong_credentials", attemptsLeft: 1 })).sentence).toContain(
    "One try left.",
  );
  expect(wordsFor(problem({ code: "wrong_credentials" })).sentence).toBe("E-mail and password do not match.");
});

test("a lockout says how long, in whole minutes rounded up", () => {
  expect(wordsFor(problem({ code: "locked_out", retryAfterSeconds: 61 })).sentence).toContain(
    "Wait 2 minutes",
  );
  expect(waitingTime(1)).toBe("1 second");
  expect(waitingTime(59)).toBe("59 seconds");
  expect(waitingTime(60)).toBe("1 minute");
});

test("a code nobody knows is shown with the server's own words", () => {
  expect(wordsFor(problem({ code: "brand_new", detail: "Something new." })).sentence).toBe("Something new.");
  expect(codeOf(problem({ code: "brand_new" }))).toBe("brand_new");
});

test("field errors keep the first message of each path", () => {
  const { fieldErrors } = problem({
    errors: [
      { path: "password", code: "too_short", message: "At least 12 characters." },
      { path: "password", code: "breached", message: "Stolen." },
      { path: "inputData.prompt", code: "required", message: "Say what to make." },
    ],
  });
  expect(fieldErrors).toEqual({
    password: "At least 12 characters.",
    "inputData.prompt": "Say what to make.",
  });
});

test("an error that is no problem never shows its internals", () => {
  expect(wordsFor(new TypeError("x is undefined")).sentence).toBe("Something went wrong on this page.");
});
