/** Files that are dragged onto the page or pasted into the words; a telephone has neither. */
import { paintedPicture } from "../harness/picture.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/test-with-fal.ts";

test("files are dropped and pasted", async ({ page, made: { chat } }) => {
  const bytes = [...paintedPicture(64, 64)];
  const give = (kind: "drop" | "paste", name: string) =>
    page.evaluate(
      ([kind, name, bytes]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
        const target = document.querySelector("textarea");
        if (kind === "paste")
          target?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        else
          target?.dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
          );
      },
      [kind, name, bytes] as const,
    );
  const files = page.getByRole("list", { name: "Attached files" });
  await expect(chat.prompt).toBeVisible();
  await give("drop", "dropped.png");
  await expect(files.getByText("dropped.png")).toBeVisible();
  await give("paste", "pasted.png");
  await expect(files.getByText("pasted.png")).toBeVisible();
  await expect(files.getByRole("listitem")).toHaveCount(2);
});
