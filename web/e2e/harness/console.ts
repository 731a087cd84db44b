/**
 * Listens to everything a page complains about: scripts that threw, errors in the console,
 * violations of the content security policy (Chromium reports those there too).
 */
import type { Page } from "@playwright/test";

export type ConsoleWatch = {
  /** Says that a complaint is part of the story of this test. */
  expectComplaint(pattern: RegExp): void;
  complaints(): string[];
};

/** Asking who is signed in is how the app starts, and "nobody" is answered with 401. */
const NOBODY_SIGNED_IN = /status of 401 .*\/api\/auth\/session/;

export function watchConsole(page: Page): ConsoleWatch {
  const heard: string[] = [];
  const expected = [NOBODY_SIGNED_IN];
  page.on("pageerror", (error) => heard.push(`threw: ${error.message}`));
  page.on("console", (message) => {
    const about = `${message.text()} ${message.location().url}`;
    if (message.type() === "error" || about.includes("Content Security Policy")) heard.push(about);
  });
  return {
    expectComplaint: (pattern) => expected.push(pattern),
    complaints: () => heard.filter((line) => !expected.some((pattern) => pattern.test(line))),
  };
}
