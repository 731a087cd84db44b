import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { completed, generation, message } from "../../live/test-fixtures.ts";
import { keepNewer } from "./conversations.ts";

it("does not go back behind an event that came while the page was on its way", () => {
  const client = new QueryClient();
  client.setQueryData(["generation", "gen_01jcgfox"], completed({ version: 9 }));
  const late = { items: [message({ generation: generation({ version: 3 }) })], nextCursor: null };
  expect(keepNewer(client, late).items[0]?.generation?.status).toBe("completed");
  const newer = { items: [message({ generation: completed({ version: 10 }) })], nextCursor: null };
  expect(keepNewer(client, newer).items[0]?.generation?.version).toBe(10);
});
