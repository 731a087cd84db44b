/** A vendor that does as it is told: the fake fal as a child process, and the settings of a server that speaks to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The commands of the fake, as its own description lists them. */
export type FalCommand =
  | `${"refuse" | "pass" | "overloaded" | "lose" | "deaf"} ${number}`
  | `revoke ${string}`
  | "down"
  | "up"
  | "stuck on"
  | "stuck off";

export class Fal {
  private readonly lines: AsyncIterableIterator<string>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly catalog: string,
  ) {
    if (!child.stdout) throw new Error("The fake has no output.");
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** With `beside` there is a fake OpenAI too, which makes pictures where fal does not. */
  static async start({ beside = false } = {}): Promise<Fal & { settings: Record<string, string> }> {
    const binary = process.env.FAKE_FAL_BIN;
    if (!binary) throw new Error("FAKE_FAL_BIN names no binary; build it with: cargo build -p testkit");
    const catalog = mkdtempSync(join(tmpdir(), "marty-catalog-"));
    const flags = ["--catalog", catalog, ...(beside ? ["--beside-openai"] : [])];
    const child = spawn(binary, flags, { stdio: ["pipe", "pipe", "inherit"] });
    const fal = new Fal(child, catalog);
    const address = /listening on (\S+)/.exec(await fal.line())?.[1];
    if (!address) throw new Error("The fake did not say where it listens.");
    const openai = beside ? /listening on (\S+)/.exec(await fal.line())?.[1] : undefined;
    const others: Record<string, string> = openai
      ? {
          MARTY_OPENAI__KEYS: '["another-key-of-the-operator"]',
          MARTY_OPENAI__BASE_URL: openai,
          MARTY_OPENAI__ALLOW_PRIVATE_ADDRESSES: "true",
        }
      : {};
    const settings = {
      ...others,
      MARTY_FAL__KEYS: '["key-of-the-operator"]',
      MARTY_FAL__QUEUE_URL: address,
      MARTY_FAL__REST_URL: address,
      MARTY_FAL__POLL_MILLISECONDS: "50",
      MARTY_FAL__ALLOW_PRIVATE_ADDRESSES: "true",
      MARTY_CATALOG__DIRECTORY: catalog,
      MARTY_CREDITS__SIGN_UP_GRANT: "500",
    };
    return Object.assign(fal, { settings });
  }

  /** Tells it something; comes back once it holds. */
  async tell(command: FalCommand): Promise<void> {
    this.child.stdin?.write(`${command}\n`);
    const answer = await this.line();
    if (answer !== "ok") throw new Error(`The fake answered ${command} with: ${answer}`);
  }

  async dispose(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.stdin?.end();
    await ended;
    rmSync(this.catalog, { recursive: true, force: true });
  }

  private async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("The fake has ended.");
    return value;
  }
}
