/** The product as `cargo xtask run --with-fakes` starts it: the catalog that ships, beside every vendor's fake. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Chat } from "../drivers/chat.ts";
import { test as base, emailFor, PASSWORD, type Person, signUpWithoutScreen } from "./test.ts";

type Made = {
  url: string;
  said: string[];
  member: Person;
  chat: Chat;
  /** Runs `marty admin …` on the server's data and answers what it printed. */
  admin: (...words: string[]) => string;
  /** Makes an account for somebody who runs the installation. */
  makeAdmin: (email: string) => void;
  /** The address of a fake, as it was printed. */
  fake: (name: string) => string;
};

type Options = {
  /** Settings in place of those of the fakes, as MARTY_SECTION__KEY. */
  fakeSettings: Record<string, string>;
};

export const test = base.extend<{ made: Made } & Options>({
  fakeSettings: [{}, { option: true }],
  made: async ({ page, fakeSettings }, use, testInfo) => {
    const folder = mkdtempSync(join(tmpdir(), "marty-with-fakes-"));
    const { child, said } = start(folder, fakeSettings);
    const url = await address(said, child);
    const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), url);
    const admin = (...words: string[]) =>
      execFileSync(process.env.MARTY_BIN ?? "", ["admin", "--data-dir", folder, ...words]).toString();
    const makeAdmin = (email: string) => {
      const words = ["admin", "--data-dir", folder, "create-admin", "--email", email, "--password-stdin"];
      execFileSync(process.env.MARTY_BIN ?? "", words, { input: PASSWORD });
    };
    const fake = (name: string) =>
      said.lines
        .map((line) => new RegExp(`^\\s*${name} is (http://[^:]+:\\d+)`).exec(line)?.[1])
        .find(Boolean) ?? "";
    await use({ url, said: said.lines, member, chat: new Chat(page), admin, makeAdmin, fake });
    await page.close();
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  },
});

function start(folder: string, settings: Record<string, string>) {
  const [fakes, marty] = [process.env.WITH_FAKES_BIN, process.env.MARTY_BIN];
  if (!fakes || !marty) throw new Error("No binaries are named; run the tests with: cargo xtask test e2e");
  const flags = [marty, "--listen", "127.0.0.1:0", "--data-dir", folder];
  const env = { ...process.env, MARTY_LIMITS__ENABLED: "false", MARTY_LOG__LEVEL: "error", ...settings };
  const child = spawn(fakes, flags, { env, stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => lines.push(line));
  return { child, said: { lines, output } };
}

function address({ output }: ReturnType<typeof start>["said"], child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    output.on("line", (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found?.[1]) resolve(found[1]);
    });
    child.on("exit", (code) => reject(new Error(`It ended with ${code} before it listened.`)));
  });
}
