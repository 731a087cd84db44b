/** The credits go while the words are on their way: another computer of the same account was faster. */
import { Chat } from "../drivers/chat.ts";
import { expect, test } from "../harness/test.ts";

test.use({ serverKind: "accepting" });

test("refused after Send for want of credits: the words stay, nothing is held, and the balance is true", async ({
  page,
  person,
  elsewhere,
  consoleWatch,
}) => {
  consoleWatch.expectComplaint(/status of 402/);
  const chat = new Chat(page);
  await chat.open();
  await chat.say("A heron in the reeds");
  const price = await chat.price();

  let spent: Awaited<ReturnType<typeof elsewhere.spendAll>> = [];
  await page.route(
    "**/api/trigger-workflow",
    async (route) => {
      spent = await elsewhere.spendAll();
      await route.continue();
    },
    { times: 1 },
  );
  await chat.sendIt();

  const { available, held } = await expectRefusal();
  expect(available).toBeLessThan(price);
  expect(held, "only what the other computer ordered is held").toBe(50 - available);
  await chat.expectBalance(available);
  await expect(chat.prompt).toHaveValue("A heron in the reeds");
  await expect(chat.send).toBeDisabled();
  expect((await person.runs()).map((run) => run.inputData.prompt)).not.toContain("A heron in the reeds");

  // The credits come back, and the same words can go.
  const [first] = spent;
  if (first) await elsewhere.cancel(first);
  await expect(page.getByRole("alert").filter({ hasText: "This run costs" })).toHaveCount(0);
  await chat.sendIt();
  await expect(chat.prompt).toHaveValue("");
  await expect
    .poll(async () => (await person.runs()).filter((run) => run.inputData.prompt === "A heron in the reeds"))
    .toHaveLength(1);

  async function expectRefusal() {
    const alert = page.getByRole("alert").filter({ hasText: "This run costs" });
    await expect(alert).toBeVisible();
    const balance = await person.balance();
    await expect(alert).toContainText(
      `This run costs ${price} ${price === 1 ? "credit" : "credits"}, you have ${balance.available}. Nothing was charged.`,
    );
    await expect(alert.getByRole("link", { name: "Get credits" })).toHaveAttribute("href", "/billing");
    return balance;
  }
});
