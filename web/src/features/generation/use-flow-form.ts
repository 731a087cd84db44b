/** Everything the form of a custom flow knows, without a pixel: what is filled in, its price, what is wrong, and whether it can be sent. */
import { useMemo, useState } from "react";
import { useOnline } from "../../api/online.ts";
import { ApiProblem } from "../../api/problems.ts";
import type { Flow, FormFields } from "../../api/types.ts";
import { noticeFor } from "./composer-notice.ts";
import { NOWHERE, type QuotePlace, withCache } from "./create-quote.ts";
import { formWords, readForm } from "./form-fields.ts";
import { priceState } from "./price-state.ts";
import { type CacheChoice, useCachedOffer } from "./use-cached-offer.ts";
import { useDraft } from "./use-draft.ts";
import { useQuote } from "./use-quote.ts";
import type { SendState } from "./use-send.ts";

export type FlowFormFacts = {
  flow: Flow;
  place: QuotePlace | null;
  draftKey: string;
  available: number | undefined;
  sending: SendState;
  notSent: boolean;
  cache: CacheChoice;
};

const NOTHING: FormFields = {};

export function useFlowForm({
  flow,
  place: end,
  draftKey,
  available,
  sending,
  notSent,
  cache,
}: FlowFormFacts) {
  const fields = flow.custom?.fields ?? [];
  const [draft, changeDraft] = useDraft(draftKey);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const online = useOnline();
  const filled = draft.fields ?? NOTHING;
  const reading = useMemo(() => readForm(fields, filled), [fields, filled]);
  const offer = useCachedOffer(cache, reading.input);
  const place = useMemo(() => end && withCache(end, offer.useCache), [end, offer.useCache]);
  const quoted = useQuote(place ?? NOWHERE, place && flow.available ? reading.input : null);
  const refused = quoted.error instanceof ApiProblem ? quoted.error : null;
  const price = priceState({
    hasInput: reading.input !== null && flow.available,
    waiting: quoted.waiting,
    failed: quoted.error !== null,
    refusedFor: refused?.code,
    quote: quoted.quote,
    creditsBefore: null,
    expired: quoted.expired,
    available,
  });
  const sendError = sending.errorFrom === "composer" ? sending.error : null;
  const fromServer = { ...atFields(refused), ...atFields(sendError) };
  // A field that nobody has touched yet is not scolded for being empty.
  const missing = Object.fromEntries(
    reading.missing.filter((name) => left.has(name)).map((name) => [name, "This field is needed."]),
  );
  const isSending = sending.sending !== null;
  return {
    fields,
    filled,
    errors: { ...fromServer, ...missing, ...reading.errors } as Record<string, string | undefined>,
    price,
    quoted,
    offer,
    isSending,
    canSend: price.kind === "quoted" && !isSending,
    notice: noticeFor({
      text: "",
      sendError,
      // What stands at a field need not be said twice.
      quoteError: Object.keys(atFields(refused)).length > 0 ? null : quoted.error,
      price,
      online,
      notSent,
      unanswered: draft.pending !== null,
      sentCredits: sending.sentCredits,
    }),
    fill: (name: string, value: unknown) => {
      changeDraft({ fields: { ...filled, [name]: value } });
      if (sendError) sending.dismissError();
    },
    leave: (name: string) => setLeft((before) => new Set(before).add(name)),
    send: () => {
      setLeft(new Set(fields.map(({ name }) => name)));
      if (!place || !reading.input || !quoted.quote || price.kind !== "quoted" || isSending) return;
      const words = formWords(flow.name, fields, reading.input);
      sending.send({ input: reading.input, words, quote: quoted.quote, place, from: "composer" });
    },
  };
}

/** The server's sentences, by the names of the fields they are about. */
function atFields(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const named = Object.entries(error.fieldErrors).flatMap(([path, message]) => {
    const name = /^inputData\.([^.[]+)/.exec(path)?.[1];
    return name ? [[name, message] as const] : [];
  });
  return Object.fromEntries(named);
}
