/**
 * The `test` of every journey: a server, a person who is signed in, and a watch over the console.
 *
 * A journey says which server it needs with `test.use({ serverKind: … })`: "drawing" makes
 * pictures; "accepting" leaves every run waiting, so that a test about waiting never races.
 */
import { type APIResponse, test as base, expect, type Page } from "@playwright/test";
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
    readonly page: Page,
    readonly email: string,
    readonly csrf: string,
  ) {}

  /** Orders a picture without the screen, for tests that are about something else. */
  async order(prompt: string, flowId = "text-to-image"): Promise<Run> {
    const response = await this.tryToOrder(prompt, flowId);
    expect(response.status(), await response.text()).toBe(202);
    return response.json();
  }

  tryToOrder(prompt: string, flowId = "text-to-image"): Promise<APIResponse> {
    return this.page.request.post("/api/trigger-workflow", {
      headers: { "X-CSRF-Token": this.csrf, "Idempotency-Key": crypto.randomUUID() },
      data: { flowId, inputData: { prompt, seed: 7 } },
    });
  }

  async balance(): Promise<{ available: number; held: number }> {
    return (await this.page.request.get("/api/credits/balance")).json();
  }

  /** All runs, newest first. */
  async runs(): Promise<Run[]> {
    return (await (await this.page.request.get("/api/generations?limit=100")).json()).items;
  }
}

/** The parts of a generation that journeys look at. */
export type Run = {
  id: string;
  conversationId: string;
  status: string;
  quote: { credits: number };
  outputAssets: { url: string; width: number; height: number }[];
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
});

export { expect };

/** An address nobody else has. */
export function emailFor(testId: string): string {
  return `${testId}-${crypto.randomUUID().slice(0, 8)}@example.com`;
}

/** Creates an account and signs this page's browser in. */
export async function signUpWithoutScreen(page: Page, email: string, url = ""): Promise<Person> {
  const data = { email, password: PASSWORD, name: "Ada" };
  const response = await page.request.post(`${url}/api/auth/sign-up`, { data });
  expect(response.status(), await response.text()).toBe(201);
  return new Person(page, email, (await response.json()).csrfToken);
}
