/**
 * The `test` of every journey: a server, a person who is signed in, and a watch over the console.
 *
 * A journey says which server it needs with `test.use({ serverKind: … })`: "drawing" makes
 * pictures; "accepting" leaves every run waiting, so that a test about waiting never races.
 */
import { type APIRequestContext, type APIResponse, test as base, expect } from "@playwright/test";
import { type ConsoleWatch, watchConsole } from "./console.ts";
import { Server, type ServerOptions } from "./server.ts";

export type ServerKind = "drawing" | "accepting" | "pennyless";

const KINDS: Record<ServerKind, ServerOptions> = {
  drawing: { workers: 2 },
  accepting: { workers: 0 },
  pennyless: { workers: 0, settings: { MARTY_CREDITS__SIGN_UP_GRANT: "0" } },
};

/** Somebody with an account, and the requests their browser could make. */
export class Person {
  constructor(
    readonly request: APIRequestContext,
    readonly email: string,
    readonly csrf: string,
    /** The server's address; without it, the one of the browser's pages. */
    readonly url = "",
  ) {}

  /** Orders a picture without the screen, for tests that are about something else. */
  async order(prompt: string, conversationId?: string): Promise<Run> {
    const response = await this.tryToOrder(prompt, conversationId);
    expect(response.status(), await response.text()).toBe(202);
    return response.json();
  }

  tryToOrder(prompt: string, conversationId?: string): Promise<APIResponse> {
    const data = { flowId: "text-to-image", inputData: { prompt, seed: 7 }, conversationId };
    return this.post("/api/trigger-workflow", data, { "Idempotency-Key": crypto.randomUUID() });
  }

  async cancel(run: Run): Promise<void> {
    const response = await this.post("/api/cancel-generation", { generationId: run.id });
    expect(response.ok(), await response.text()).toBe(true);
  }

  /** Orders and cancels: a long conversation that costs nothing and needs nobody to draw. Answers with its id. */
  async orderAndCancel(prompts: string[]): Promise<string> {
    let conversationId: string | undefined;
    for (const prompt of prompts) {
      const run = await this.order(prompt, conversationId);
      await this.cancel(run);
      conversationId = run.conversationId;
    }
    if (!conversationId) throw new Error("A conversation needs words.");
    return conversationId;
  }

  /** Orders until the server says that the credits do not suffice. Answers with what was ordered. */
  async spendAll(): Promise<Run[]> {
    const runs: Run[] = [];
    for (;;) {
      const response = await this.tryToOrder("Something for the other screen");
      if (response.status() === 402) return runs;
      expect(response.status(), await response.text()).toBe(202);
      runs.push(await response.json());
    }
  }

  async balance(): Promise<{ available: number; held: number }> {
    return (await this.request.get(`${this.url}/api/credits/balance`)).json();
  }

  /** All runs, newest first. */
  async runs(): Promise<Run[]> {
    return (await (await this.request.get(`${this.url}/api/generations?limit=100`)).json()).items;
  }

  private post(path: string, data: object, headers: Record<string, string> = {}): Promise<APIResponse> {
    return this.request.post(this.url + path, { headers: { "X-CSRF-Token": this.csrf, ...headers }, data });
  }
}

/** The parts of a generation that journeys look at. */
export type Run = {
  id: string;
  inputData: { prompt: string };
  conversationId: string;
  status: string;
  quote: { credits: number };
  outputAssets: { type: string; url: string; width: number; height: number }[];
};

type Fixtures = {
  serverKind: ServerKind;
  server: Server;
  /** A server of this test alone, for those that restart it. */
  ownServer: Server;
  consoleWatch: ConsoleWatch;
  /** A browser without a screen has nobody to answer its save dialog, so it is given none. */
  noSaveDialog: undefined;
  person: Person;
  /** The same account, signed in on another computer. */
  elsewhere: Person;
};

type WorkerFixtures = { servers: Map<ServerKind, Server> };

export const PASSWORD = "a lantern under seven pines";

export const test = base.extend<Fixtures, WorkerFixtures>({
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern.
    async ({}, use) => {
      const servers = new Map<ServerKind, Server>();
      await use(servers);
      await Promise.all([...servers.values()].map((server) => server.dispose()));
    },
    { scope: "worker" },
  ],
  serverKind: ["drawing", { option: true }],
  server: async ({ servers, serverKind }, use) => {
    const server = servers.get(serverKind) ?? (await Server.start(KINDS[serverKind]));
    servers.set(serverKind, server);
    await use(server);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern.
  ownServer: async ({}, use) => {
    const server = await Server.start({ workers: 0 });
    await use(server);
    await server.dispose();
  },
  baseURL: async ({ server }, use) => use(server.url),
  consoleWatch: [
    async ({ page }, use) => {
      const watch = watchConsole(page);
      await use(watch);
      expect(watch.complaints(), "the browser's console").toEqual([]);
    },
    { auto: true },
  ],
  noSaveDialog: [
    async ({ context }, use) => {
      await context.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
      await use(undefined);
    },
    { auto: true },
  ],
  person: async ({ page }, use, testInfo) => {
    const email = emailFor(testInfo.testId);
    await use(await signUpWithoutScreen(page, email));
  },
  elsewhere: async ({ playwright, baseURL, person }, use) => {
    const request = await playwright.request.newContext({ baseURL });
    const data = { email: person.email, password: PASSWORD };
    const response = await request.post("/api/auth/sign-in", { data });
    expect(response.status(), await response.text()).toBe(200);
    await use(new Person(request, person.email, (await response.json()).csrfToken));
    await request.dispose();
  },
});

export { expect };

/** An address nobody else has. */
export function emailFor(testId: string): string {
  return `${testId}-${crypto.randomUUID().slice(0, 8)}@example.com`;
}

/** Creates an account and signs this page's browser in, or somebody without one. */
export async function signUpWithoutScreen(
  page: { request: APIRequestContext },
  email: string,
  url = "",
): Promise<Person> {
  const data = { email, password: PASSWORD, name: "Ada" };
  const response = await page.request.post(`${url}/api/auth/sign-up`, { data });
  expect(response.status(), await response.text()).toBe(201);
  return new Person(page.request, email, (await response.json()).csrfToken, url);
}
