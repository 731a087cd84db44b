/**
 * End-to-end tests: the real binary, a real Chromium, two sizes of screen.
 *
 * The browser is the system's own (CHROMIUM_PATH); nothing is downloaded. Each worker starts its
 * own server on a free port with an empty data folder (harness/server.ts), so tests never meet.
 * A test is not retried: one that passes only sometimes is a fault to be found.
 */
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "journeys",
  // Not below web/: its linter would read it.
  outputDir: "../../target/e2e",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // Generous: two browsers, their servers and the drawing share two cores, and others may too.
  timeout: 120_000,
  // When everything is broken, nobody needs to wait for every test to say so.
  maxFailures: 8,
  globalTimeout: 20 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", testIgnore: "**/*.phone.spec.ts", use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      // A telephone has no Tab key and nothing that hovers.
      testIgnore: ["**/keyboard.spec.ts", "**/*.mouse.spec.ts"],
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    },
  ],
});
