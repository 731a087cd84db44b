/** The `test` of journeys on two vendors: fal, which does as it is told, and OpenAI, which comes after it. */
import { Chat } from "../drivers/chat.ts";
import { Fal } from "./fal.ts";
import { Server } from "./server.ts";
import { test as base, emailFor, type Person, signUpWithoutScreen } from "./test.ts";

type Made = { fal: Fal; member: Person; chat: Chat };

export const test = base.extend<{ made: Made }>({
  made: async ({ page }, use, testInfo) => {
    const fal = await Fal.start({ beside: true });
    const server = await Server.start({ workers: 4, settings: fal.settings });
    const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), server.url);
    await page.goto(`${server.url}/flow/producer-agent-beta`);
    await use({ fal, member, chat: new Chat(page) });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});
