/**
 * Every page: no accessibility violation (text contrast among them), nothing sticks out at the
 * side at this width or at 200 % zoom, and (by the console watch) no error and no violation of the
 * content security policy.
 */
import { Chat } from "../drivers/chat.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { lookAt } from "../harness/picture.ts";
import { expect, test } from "../harness/test.ts";

const FOR_EVERYONE = [
  { path: "/", heading: /./ },
  { path: "/sign-in", heading: /sign in|welcome/i },
  { path: "/sign-up", heading: /credits|account/i },
  { path: "/nowhere/at/all", heading: "Nothing at this address" },
];

const SIGNED_IN = [
  { path: "/flows", heading: /flows/i },
  { path: "/flows/yours", heading: "Your flows" },
  { path: "/history", heading: "History" },
  { path: "/account", heading: /account/i },
  { path: "/flow/producer-agent-beta", heading: /./ },
];

for (const { path, heading } of FOR_EVERYONE) {
  test(`${path} holds up`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await atDoubleSize(page, () => expectNoSidewaysScrolling(page));
  });
}

test.describe("signed in", () => {
  test.use({ serverKind: "accepting" });

  for (const { path, heading } of SIGNED_IN) {
    test(`${path} holds up`, async ({ page, person }) => {
      await person.order(
        "Harbour in the rain, seen from the old customs house, lanterns on every boat and nobody about",
      );
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
      await expectAccessible(page);
      await expectNoSidewaysScrolling(page);
      await atDoubleSize(page, () => expectNoSidewaysScrolling(page));
    });
  }
});

test("a finished conversation holds up", async ({ page, person }) => {
  const run = await person.order("A cottage in the snow");
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  await new Chat(page).expectPictures(1);
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await atDoubleSize(page, () => expectNoSidewaysScrolling(page));
});

test("/api/docs describes the interface", async ({ page }) => {
  await page.goto("/api/docs");
  await expect(page.getByText("/api/trigger-workflow").first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
});

test("the policy of every page allows only files of our own", async ({ page }) => {
  const response = await page.goto("/");
  const policy = response?.headers()["content-security-policy"] ?? "";
  for (const rule of [
    "default-src 'self'",
    "script-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(policy).not.toContain("unsafe");
});

test("the icons a phone puts on its screen are there, each in the size it says", async ({
  page,
  request,
}) => {
  await page.goto("/");
  const touch = await page.locator('link[rel="apple-touch-icon"]').getAttribute("href");
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  const pngs: { src: string; sizes: string }[] = manifest.icons.filter(
    (icon: { type: string }) => icon.type === "image/png",
  );
  expect(pngs.map(({ sizes }) => sizes)).toEqual(["192x192", "512x512", "512x512"]);
  for (const { src, sizes } of [...pngs, { src: touch ?? "", sizes: "180x180" }]) {
    const response = await request.get(src);
    expect(response.headers()["content-type"]).toBe("image/png");
    const { width, height, spread } = lookAt(await response.body());
    expect(`${width}x${height}`).toBe(sizes);
    expect(spread, "something is drawn on it").toBeGreaterThan(10);
  }
});

/** Zooming to 200 % halves the window a page sees; a telephone is as narrow as it gets. */
async function atDoubleSize(
  page: import("@playwright/test").Page,
  check: () => Promise<void>,
): Promise<void> {
  const size = page.viewportSize();
  if (!size || size.width < 640) return;
  await page.setViewportSize({ width: size.width / 2, height: size.height / 2 });
  await check();
  await page.setViewportSize(size);
}
