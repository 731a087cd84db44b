/** The `test` of journeys on a vendor that does as it is told. */
import { Chat } from "../drivers/chat.ts";
import { Fal } from "./fal.ts";
import { Server } from "./server.ts";
import { test as base, emailFor, type Person, signUpWithoutScreen } from "./test.ts";

type Made = { fal: Fal; member: Person; chat: Chat };

export const test = base.extend<{ made: Made }>({
  made: async ({ page }, use, testInfo) => {
    const fal = await Fal.start();
    const server = await Server.start({ workers: 4, settings: fal.settings });
    const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), server.url);
    const chat = new Chat(page);
    await page.goto(`${server.url}/flow/producer-agent-beta`);
    await use({ fal, member, chat });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});
