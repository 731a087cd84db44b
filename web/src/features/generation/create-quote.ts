/** Asks for the exact price of an input. Valid for ten minutes; asking again with the same input costs nothing. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Quote, QuoteRequest, RunInput } from "../../api/types.ts";

/** Where words are said: the flow that makes them, the conversation and the branch of it whose files they may mean. */
export type QuotePlace = {
  flowId: string;
  conversationId: string | undefined;
  /** Said after this message; after the newest when absent. */
  parentMessageId?: string;
  /** Said in the place of this message. */
  editedMessageId?: string;
  /** Files that come with the words. */
  inputAssets?: string[];
  /** An identical result that was made before will do. */
  useCache?: true;
};

/** The place with files; without any, as it is. */
export function withFiles(place: QuotePlace, assets: { id: string }[]): QuotePlace {
  return assets.length === 0 ? place : { ...place, inputAssets: assets.map(({ id }) => id) };
}

/** The place, where an identical result may answer or not. */
export function withCache(place: QuotePlace, useCache: boolean): QuotePlace {
  return useCache ? { ...place, useCache } : place;
}

/** Where nothing can be said yet. */
export const NOWHERE: QuotePlace = { flowId: "", conversationId: undefined };

/** The price as a query, so that going back to earlier words shows their price at once. */
export function quoteQuery(place: QuotePlace, input: RunInput | null) {
  const { conversationId, ...rest } = place;
  return queryOptions({
    queryKey: ["quote", conversationId ?? null, rest, input],
    queryFn: ({ signal }) =>
      request<Quote>("/quotes", {
        method: "POST",
        body: { ...place, inputData: input } as QuoteRequest,
        signal,
      }),
    enabled: input !== null,
    // It is renewed when it expires, by the person's click, not in the background.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 11 * 60_000,
    retry: false,
  });
}
