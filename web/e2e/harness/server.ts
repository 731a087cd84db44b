/**
 * The real `marty` binary as a child process: started on a free port with a data folder of its
 * own, waited for, restarted on the same port, and always ended.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

export type ServerOptions = {
  /** Runs it works on at once; 0 accepts work and leaves it waiting. */
  workers: number;
  /** Settings, as MARTY_SECTION__KEY. */
  settings?: Record<string, string>;
};

const SETTINGS = {
  // Limits exist to slow down a visitor who signs up many times a minute, as these tests do.
  MARTY_LIMITS__ENABLED: "false",
  // Drawing that yields to everything else would yield to the browsers beside it, without end.
  MARTY_LOCAL_STUDIO__NICENESS: "0",
  MARTY_LOG__LEVEL: "warn",
};

const STOP_AFTER_MS = 10_000;

/** Children that must not outlive this process, whatever ends it. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export class Server {
  url = "";
  private child: ChildProcess | undefined;
  private readonly dataFolder = mkdtempSync(join(tmpdir(), "marty-e2e-"));
  private said: string[] = [];

  static async start(options: ServerOptions): Promise<Server> {
    const server = new Server();
    await server.launch(options, "127.0.0.1:0");
    return server;
  }

  /** Stops the server and starts it again on the same port and data, as after an update. */
  async restart(options: ServerOptions): Promise<void> {
    await this.stop();
    await this.start(options);
  }

  /**
   * Lets the server work on its data at another address, where no page left open finds it, and stops it again.
   * `until` gets that address.
   */
  async workUnseen(options: ServerOptions, until: (url: string) => Promise<void>): Promise<void> {
    const { url } = this;
    await this.stop();
    await this.launch(options, "127.0.0.1:0");
    await until(this.url);
    await this.stop();
    this.url = url;
  }

  /** Starts it again where it was. */
  start(options: ServerOptions): Promise<void> {
    return this.launch(options, new URL(this.url).host);
  }

  /** Stops the process; the data stays. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), STOP_AFTER_MS);
    await ended;
    clearTimeout(patience);
    running.delete(child);
  }

  /** Makes an account that runs the installation, as an operator does on the command line. */
  async makeAdmin(email: string, password: string): Promise<void> {
    const flags = ["admin", "create-admin", "--email", email, "--password-stdin"];
    const env = { ...process.env, ...SETTINGS, MARTY_STORAGE__DATA_DIR: this.dataFolder };
    const child = spawn(process.env.MARTY_BIN ?? "", flags, { env, stdio: ["pipe", "ignore", "inherit"] });
    child.stdin?.end(password);
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`No administrator was made: ${code}`);
  }

  /** Stops the process and removes its data. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  /** Runs `marty admin …` on this server's data, as an operator does. */
  admin(...words: string[]): void {
    const binary = process.env.MARTY_BIN;
    if (!binary) throw new Error("MARTY_BIN names no binary; run the tests with: cargo xtask test e2e");
    execFileSync(binary, ["admin", "--data-dir", this.dataFolder, ...words], {
      env: { ...process.env, ...SETTINGS },
      stdio: "pipe",
    });
  }

  private async launch({ workers, settings }: ServerOptions, listen: string): Promise<void> {
    const binary = process.env.MARTY_BIN;
    if (!binary) throw new Error("MARTY_BIN names no binary; run the tests with: cargo xtask test e2e");
    const flags = ["serve", "--listen", listen, "--data-dir", this.dataFolder, "--workers", String(workers)];
    const child = spawn(binary, flags, {
      env: { ...process.env, ...SETTINGS, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    running.add(child);
    this.said = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.said.push(line));
    }
    try {
      this.url = await this.address(child);
      await this.ready();
    } catch (problem) {
      await this.stop();
      throw problem;
    }
  }

  /** What the server prints once it listens. */
  private address(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      if (!child.stdout) return reject(new Error("The server has no output."));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = /listening on (http:\/\/\S+)/.exec(line);
        if (found?.[1]) resolve(found[1]);
      });
      child.on("error", reject);
      child.on("exit", (code) =>
        reject(new Error(`The server ended with ${code}:\n${this.said.join("\n")}`)),
      );
    });
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/api/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await pause(20);
    }
    throw new Error(`The server did not become ready:\n${this.said.join("\n")}`);
  }
}
