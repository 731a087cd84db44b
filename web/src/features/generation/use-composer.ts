/**
 * Everything the composer knows, without a pixel: the draft, its price, whether it can be sent, and what stands in the way.
 */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useOnline } from "../../api/online.ts";
import { ApiProblem } from "../../api/problems.ts";
import type { Asset, FlowOptions } from "../../api/types.ts";
import { fieldErrorsOf, isShortage, type Notice, noticeFor } from "./composer-notice.ts";
import { NOWHERE, type QuotePlace, withCache, withFiles } from "./create-quote.ts";
import { fitOptions, inputFrom } from "./input-options.ts";
import { priceState } from "./price-state.ts";
import { addFiles, readUploads, subscribeToUploads } from "./uploads.ts";
import { type CacheChoice, useCachedOffer } from "./use-cached-offer.ts";
import { useDraft } from "./use-draft.ts";
import { useQuote } from "./use-quote.ts";
import type { SendState } from "./use-send.ts";

const NO_FILES: Asset[] = [];

export type ComposerFacts = {
  /** Null until it is known. */
  place: QuotePlace | null;
  /** Whether files may come with the words. */
  takesFiles: boolean;
  draftKey: string;
  offered: FlowOptions;
  available: number | undefined;
  sending: SendState;
  notSent: boolean;
  cache: CacheChoice;
};

export function useComposer({
  place: end,
  takesFiles,
  draftKey,
  offered,
  available,
  sending,
  notSent,
  cache,
}: ComposerFacts) {
  const [draft, changeDraft] = useDraft(draftKey);
  const online = useOnline();
  const uploads = useSyncExternalStore(subscribeToUploads, () => readUploads(draftKey));
  const attachments = (takesFiles && draft.attachments) || NO_FILES;
  // What is still on its way may change what the words mean and cost.
  const settled = uploads.every(({ error }) => error !== null);
  const known = end !== null && settled;
  const options = useMemo(() => fitOptions(draft.options, offered), [draft.options, offered]);
  const input = useMemo(() => (known ? inputFrom(draft.text, options) : null), [known, draft.text, options]);
  const offer = useCachedOffer(cache, input);
  const place = useMemo(
    () => (end && settled ? withCache(withFiles(end, attachments), offer.useCache) : null),
    [end, settled, attachments, offer.useCache],
  );
  const quoted = useQuote(place ?? NOWHERE, input);
  const creditsBefore = useCreditsBefore(quoted.quote?.credits);
  const price = priceState({
    hasInput: input !== null,
    waiting: quoted.waiting,
    failed: quoted.error !== null,
    refusedFor: quoted.error instanceof ApiProblem ? quoted.error.code : undefined,
    quote: quoted.quote,
    creditsBefore,
    expired: quoted.expired,
    available,
  });
  const isSending = sending.sending !== null;
  // While they are on their way the words stand in the thread; a refusal brings them back here.
  const isLeaving = isSending && draft.pending !== null;
  const sendError = sending.errorFrom === "composer" ? sending.error : null;

  // Credits that come back answer a refusal for want of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new balance takes the sentence away, not the price it was refused at
  useEffect(() => {
    if (isShortage(sendError) && price.kind === "quoted") sending.dismissError();
  }, [available]);

  const send = () => {
    if (!place || !input || !quoted.quote || price.kind !== "quoted" || isSending) return;
    sending.send({
      input,
      words: input.prompt,
      aspectRatio: input.aspectRatio,
      quote: quoted.quote,
      place,
      from: "composer",
    });
  };
  const onEnter = useArmedSend(
    price.kind === "quoted" ? price.credits : null,
    price.kind === "pricing",
    draft.text,
    send,
  );

  const notice: Notice | null = noticeFor({
    text: draft.text,
    sendError,
    quoteError: quoted.error,
    price,
    online,
    notSent: notSent && draft.text !== "",
    unanswered: draft.pending !== null,
    sentCredits: sending.sentCredits,
  });
  return {
    text: isLeaving ? "" : draft.text,
    options,
    price: isLeaving ? ({ kind: "idle" } as const) : price,
    quoted,
    /** The offer of an identical result, while the words are here. */
    cachedOffer: isLeaving ? null : offer,
    notice,
    fieldErrors: { ...fieldErrorsOf(quoted.error), ...fieldErrorsOf(sendError) },
    attachments: isLeaving ? NO_FILES : attachments,
    uploads,
    attach: (files: File[]) => addFiles(draftKey, files),
    canSend: price.kind === "quoted" && !isSending,
    isSending,
    send,
    onEnter,
    setText: (text: string) => {
      if (isSending) return;
      changeDraft({ text });
      if (sendError) sending.dismissError();
    },
    setOptions: (next: typeof options) => {
      changeDraft({ options: next });
      if (sendError) sending.dismissError();
    },
  };
}

/** The price shown before the present one, while the words stay on screen. */
function useCreditsBefore(credits: number | undefined): number | null {
  const [seen, setSeen] = useState<{ now: number | null; before: number | null }>({
    now: null,
    before: null,
  });
  useEffect(() => {
    if (credits === undefined) return;
    setSeen((last) => (last.now === credits ? last : { now: credits, before: last.now }));
  }, [credits]);
  return seen.now === credits ? seen.before : seen.now;
}

/**
 * Enter in the moment between the last key and its price. If the price then turns out to be the one that was on screen, the words go; if not, the new price
 * shows and Enter is asked for again. Without this, quick typists would lose their Enter; with less, they could pay a price they never saw.
 */
function useArmedSend(
  credits: number | null,
  isPricing: boolean,
  text: string,
  send: () => void,
): () => void {
  const lastSeen = useRef<number | null>(null);
  const armed = useRef<{ text: string; credits: number } | null>(null);
  const latestSend = useRef(send);
  latestSend.current = send;

  useEffect(() => {
    if (armed.current && armed.current.text !== text) armed.current = null;
    if (credits === null) return;
    lastSeen.current = credits;
    const wish = armed.current;
    armed.current = null;
    if (wish && wish.credits === credits) latestSend.current();
  }, [credits, text]);

  return () => {
    if (credits !== null) send();
    else if (isPricing && lastSeen.current !== null) armed.current = { text, credits: lastSeen.current };
  };
}
