/**
 * The chat. One tree for the empty screen and the thread: when the first words are sent, the composer moves down without being built anew, so that it keeps
 * its focus and nothing flashes.
 */
import { lazy, useEffect, useRef, useState } from "react";
import type { Flow, Generation, User } from "../../api/types.ts";
import { Thread } from "../../features/conversation/Thread.tsx";
import { lastWords } from "../../features/conversation/turns.ts";
import { FlowSteps } from "../../features/flows/FlowSteps.tsx";
import { writeDraft } from "../../features/generation/draft-store.ts";
import { SaidFiles } from "../../features/generation/SaidFiles.tsx";
import { SamplePrompts } from "../../features/generation/SamplePrompts.tsx";
import { attach } from "../../features/generation/uploads.ts";
import { LiveRegions } from "../../live/LiveRegions.tsx";
import { ReconnectingLine } from "../../live/ReconnectingLine.tsx";
import { classNames } from "../../ui/class-names.ts";
import { formatCredits } from "../../ui/format.ts";
import { keepTrying } from "../../ui/keep-trying.ts";
import { usePageTitle } from "../../ui/page-title.ts";
import { useCacheChoice } from "../use-cache-choice.ts";
import { Ask } from "./Ask.tsx";
import { BatchButton } from "./BatchButton.tsx";
import { ChatTop } from "./ChatTop.tsx";
import { DetailsLazy } from "./DetailsLazy.tsx";
import { LostConversation } from "./LostConversation.tsx";
import { useBatchItem } from "./use-batch-item.ts";
import { useChat } from "./use-chat.ts";
import { useChatActions } from "./use-chat-actions.ts";
import { usePictureView } from "./use-picture-view.ts";

/** Loaded after the first paint: it is there before a run is, and the composer does not wait for it. */
const loadAnswer = () => import("./Answer.tsx");
const Answer = lazy(async () => ({ default: (await keepTrying(loadAnswer)).Answer }));

type ChatScreenProps = {
  user: User;
  flow: Flow;
  available: number | undefined;
  conversationId: string | undefined;
  branch: string | undefined;
};

export function ChatScreen({ user, flow, available, conversationId: addressed, branch }: ChatScreenProps) {
  const chat = useChat({ user, flow, conversationId: addressed, branch });
  const { conversationId, conversation, messages, turns, send } = chat;
  const cache = useCacheChoice(user);
  const field = useRef<HTMLTextAreaElement>(null);
  const [breakdown, setBreakdown] = useState<"closed" | "open" | "open-with-focus">("closed");
  const { detailsOf, setDetailsOf, fullScreenOf, openFullScreen, closeFullScreen, wanted } = usePictureView();
  const generations = turns.flatMap((turn) => turn.generation ?? []);
  const items = useBatchItem(generations, detailsOf ?? fullScreenOf);
  const isEmpty = conversationId === undefined && turns.length === 0;
  const title = conversation.data?.title ?? (isEmpty ? flow.name : "New conversation");
  usePageTitle(title);

  // If it does not come, whoever needs it asks again.
  useEffect(() => void loadAnswer().catch(() => undefined), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation starts with nothing open and the cursor in the composer
  useEffect(() => {
    setDetailsOf(null);
    if (window.matchMedia?.("(pointer: fine)").matches) field.current?.focus();
  }, [addressed]);

  const withFocus = (change: () => void) => {
    change();
    field.current?.focus();
  };
  const takeWords = (generation: Generation) => withFocus(() => chat.takeWords(generation));
  useChatActions({
    generations,
    detailsOf,
    onDetails: setDetailsOf,
    onBreakdown: () => setBreakdown(breakdown === "closed" ? "open-with-focus" : "closed"),
    onUseWords: takeWords,
  });

  if (conversation.isError && !conversation.data && conversationId)
    return (
      <LostConversation
        error={conversation.error}
        flowId={flow.id}
        onRetry={() => void conversation.refetch()}
      />
    );

  const detailed = generations.find(({ id }) => id === detailsOf) ?? items.find(detailsOf);
  return (
    <div
      className={classNames(
        isEmpty
          ? "mx-auto flex min-h-full max-w-206 flex-col justify-center gap-8 p-8 max-sm:justify-start max-sm:gap-6 max-sm:px-4 max-sm:py-6"
          : "grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto]",
        detailed && "lg:grid-cols-[minmax(0,1fr)_var(--w-details)]",
      )}
    >
      <div className={classNames("col-span-full", isEmpty && "hidden")}>
        {!isEmpty && <ChatTop flow={flow} title={title} conversation={conversation.data} />}
        <ReconnectingLine />
      </div>
      {isEmpty ? (
        <h1 className="type-hero text-center wrap-anywhere max-sm:text-left">
          {flow.custom ? flow.name : greeting(user.name)}
        </h1>
      ) : (
        <Thread
          threadKey={conversationId}
          turns={turns}
          sendingKey={send.sending?.generationId}
          loading={conversationId !== undefined && messages.isPending && turns.length === 0}
          hasOlder={messages.hasNextPage}
          loadingOlder={messages.isFetchingNextPage}
          onOlder={() => void messages.fetchNextPage()}
          onEdit={send.sending ? null : (turn) => withFocus(() => chat.edit(turn))}
          onSwitch={chat.switchTo}
          renderFiles={({ generation }) => <SaidFiles generation={generation} />}
          renderAnswer={(turn, isLast) => (
            <Answer
              turn={turn}
              isLast={isLast}
              isRetried={generations.some(({ retryOf }) => retryOf && retryOf === turn.generation?.id)}
              place={chat.tip}
              send={send}
              selected={turn.generation !== null && turn.generation.id === detailsOf}
              onDetails={setDetailsOf}
              onFullScreen={openFullScreen}
              onUseWords={takeWords}
              onUseAsInput={
                flow.takesFiles ? (asset) => withFocus(() => attach(chat.draftKey, asset)) : undefined
              }
              onBranch={isLast || !turn.answerId ? null : () => withFocus(() => chat.branchFrom(turn))}
            />
          )}
        />
      )}
      <div className={isEmpty ? "" : "col-start-1 px-8 pb-4 max-sm:px-2 max-sm:pb-2"}>
        <div className="mx-auto max-w-(--w-reading)">
          <Ask
            flow={flow}
            layout={isEmpty ? "empty" : "thread"}
            place={chat.place}
            draftKey={chat.draftKey}
            available={available}
            sending={send}
            notSent={chat.notSent}
            cache={cache}
            lastPrompt={lastWords(turns)}
            fieldRef={field}
            breakdown={breakdown}
            onBreakdown={setBreakdown}
          >
            <BatchButton
              flow={flow}
              conversationId={conversationId}
              draftKey={chat.draftKey}
              available={available}
              plan={user.plan}
              onSent={chat.openBatch}
            />
          </Ask>
        </div>
      </div>
      {isEmpty && flow.custom && <FlowSteps steps={flow.custom.steps} />}
      {isEmpty && !flow.custom && (
        <SamplePrompts
          prompts={flow.samplePrompts}
          note={`Picture · from ${formatCredits(flow.creditsFrom)}`}
          onChoose={(text) => {
            writeDraft(chat.draftKey, { text });
            field.current?.focus();
          }}
        />
      )}
      <DetailsLazy
        wanted={wanted}
        generation={detailed}
        flow={flow}
        place={chat.tip}
        send={send}
        onClose={() => setDetailsOf(null)}
        onUseWords={takeWords}
        fullScreen={
          (generations.find(({ id }) => id === fullScreenOf) ?? items.find(fullScreenOf))?.outputAssets.find(
            ({ type }) => type === "image",
          ) ?? null
        }
        onFullScreenClose={closeFullScreen}
      />
      <LiveRegions key={conversationId ?? "new"} generations={generations} />
    </div>
  );
}

/** By first name, where there is one. */
function greeting(name: string): string {
  const first = name.trim().split(/\s+/)[0];
  return first ? `What shall we make, ${first}?` : "What shall we make?";
}
