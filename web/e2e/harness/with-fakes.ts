/** The product as `cargo xtask run --with-fakes` starts it: the catalog that ships, beside every vendor's fake. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Chat } from "../drivers/chat.ts";
import { test as base, emailFor, type Person, signUpWithoutScreen } from "./test.ts";

type Made = { url: string; said: string[]; member: Person; chat: Chat };

export const test = base.extend<{ made: Made }>({
  made: async ({ page }, use, testInfo) => {
    const folder = mkdtempSync(join(tmpdir(), "marty-with-fakes-"));
    const { child, said } = start(folder);
    const url = await address(said, child);
    const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), url);
    await use({ url, said: said.lines, member, chat: new Chat(page) });
    await page.close();
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  },
});

function start(folder: string) {
  const [fakes, marty] = [process.env.WITH_FAKES_BIN, process.env.MARTY_BIN];
  if (!fakes || !marty) throw new Error("No binaries are named; run the tests with: cargo xtask test e2e");
  const flags = [marty, "--listen", "127.0.0.1:0", "--data-dir", folder];
  const env = { ...process.env, MARTY_LIMITS__ENABLED: "false", MARTY_LOG__LEVEL: "error" };
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
