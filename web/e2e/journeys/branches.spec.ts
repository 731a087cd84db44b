/** Words are edited and sent again: a branch of its own, and the way between the branches. */
import { Chat } from "../drivers/chat.ts";
import { Thread } from "../drivers/thread.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect, test } from "../harness/test.ts";

test.use({ serverKind: "accepting" });

test("edit and resend, go between the versions, reload, branch from an answer", async ({
  page,
  elsewhere,
}, testInfo) => {
  const conversationId = await elsewhere.orderAndCancel(["A fox", "A hen", "A cow"]);
  await page.goto(`/flow/text-to-image/c/${conversationId}`);
  const [chat, thread] = [new Chat(page), new Thread(page)];
  await expect(thread.turns).toHaveCount(3);
  await chat.say("Not sent yet");

  const hen = thread.turns.nth(1);
  await hen.hover();
  await hen.getByRole("button", { name: "Edit" }).click();
  await expect(chat.prompt).toHaveValue("A hen");
  await expect(page.getByText("A new version of “A hen”. The old one stays.")).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("editing.png") });
  // Giving it up brings back what stood there.
  await page.getByRole("button", { name: "Do not branch" }).click();
  await expect(chat.prompt).toHaveValue("Not sent yet");
  await hen.hover();
  await hen.getByRole("button", { name: "Edit" }).click();
  await chat.say("A hen at night");
  await page.reload();
  await expect(page.getByText("A new version of “A hen”. The old one stays.")).toBeVisible();
  await expect(chat.prompt).toHaveValue("A hen at night");
  await chat.price();
  await chat.sendIt();

  await expect(thread.turns).toHaveCount(2);
  expect(await thread.words()).toEqual(["A fox", "A hen at night"]);
  await expect(chat.prompt).toHaveValue("Not sent yet");
  const versions = page.getByRole("group", { name: "Versions" });
  await expect(versions).toContainText("2 of 2");
  await expectNoSidewaysScrolling(page);
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("versions.png") });

  // By keyboard, and the focus stays at the switcher.
  await versions.getByRole("button", { name: "Earlier version" }).focus();
  await page.keyboard.press("Enter");
  await expect(thread.turns).toHaveCount(3);
  expect(await thread.words()).toEqual(["A fox", "A hen", "A cow"]);
  await expect(versions).toContainText("1 of 2");
  await expect(versions.getByRole("button", { name: "Earlier version" })).toBeFocused();
  await page.reload();
  await expect(versions).toContainText("1 of 2");
  await expect(thread.turns).toHaveCount(3);

  // What is said now belongs to the branch on screen.
  await chat.say("A calf");
  await chat.price();
  await chat.sendIt();
  await expect(thread.turns).toHaveCount(4);
  await expect(page).not.toHaveURL(/branch=/);
  expect(await thread.words()).toEqual(["A fox", "A hen", "A cow", "A calf"]);

  await thread.turns.first().getByRole("button", { name: "Branch from here" }).click();
  await chat.say("A wolf");
  await chat.price();
  await chat.sendIt();
  await expect(thread.turns).toHaveCount(2);
  await expect(versions).toContainText("3 of 3");
  expect(await thread.words()).toEqual(["A fox", "A wolf"]);
});
