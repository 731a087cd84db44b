/**
 * The shapes the server sends and takes, taken from its own description: `schema.ts` is generated from `openapi.json`
 * (`cargo xtask codegen`), so a field that is renamed, removed or changes its type fails the type check here.
 *
 * The description is wider than the truth in two ways, and each is narrowed in one place: a field without a value is sent as
 * `null`, never left out ({@link Sent}); and a word is one of a few ({@link Narrowed}), which the description calls "string".
 * Times are integer UTC milliseconds, amounts are whole credits unless said otherwise, sizes are bytes.
 */
import type { components } from "./schema.ts";

export type Schemas = components["schemas"];

/** An answer as it arrives: every field is there. */
export type Sent<View> = { [Key in keyof View]-?: View[Key] };

/** An answer in which some fields are known more exactly. What is narrower must still be what the description says. */
export type Narrowed<
  View,
  Narrow extends { [Key in keyof Narrow]: Key extends keyof View ? Sent<View>[Key] : never },
> = Omit<Sent<View>, keyof Narrow> & Narrow;

export type Plan = "free" | "starter" | "creator" | "studio";
export type AspectRatio = "1:1" | "9:16" | "16:9" | "4:3";
export type Quality = "standard" | "high" | "ultra";
export type FlowCategory = "picture" | "video" | "voice" | "lip-sync" | "tools" | "yours";
export type StepStatus = "waiting" | "running" | "completed" | "failed" | "cancelled" | "unresolved";
export type GenerationStatus = "queued" | "processing" | "completed" | "failed" | "cancelled";

export type User = Narrowed<Schemas["User"], { plan: Plan; role: "user" | "admin" }>;
export type Session = Narrowed<Schemas["Session"], { user: User }>;

/** One page of a list; `nextCursor` is null at its end. */
export type Page<Item> = { items: Item[]; nextCursor: Sent<Schemas["Page_FlowView"]>["nextCursor"] };

export type FlowOptions = Narrowed<
  Schemas["OptionsView"],
  {
    aspectRatios: Narrowed<Schemas["AspectRatioView"], { id: AspectRatio }>[];
    /** `width1x1` is the width in pixels of a square picture at this quality. */
    qualities: Narrowed<Schemas["QualityView"], { id: Quality }>[];
  }
>;
/** Words to begin with, and the picture they made. */
export type SamplePrompt = Schemas["SamplePromptView"];
/** A field of a custom flow's form, with its JSON Schema. */
export type FlowField = Narrowed<
  Schemas["FlowFieldView"],
  {
    kind: "text" | "number" | "choice" | "flag" | "file" | "other";
    mediaType: "image" | "video" | "audio" | null;
  }
>;
export type FlowStep = Sent<Schemas["FlowStepView"]>;
export type CustomFlow = Narrowed<
  Schemas["CustomFlowView"],
  { scope: "workspace" | "installation"; fields: FlowField[]; steps: FlowStep[] }
>;
export type Flow = Narrowed<
  Schemas["FlowView"],
  { category: FlowCategory; minimumPlan: Plan; options: FlowOptions; custom: CustomFlow | null }
>;
/** One wrong place of a definition, or one to look at. */
export type Mistake = Sent<Schemas["FieldProblem"]>;
export type FlowCheck = Sent<Schemas["FlowCheckView"]>;
export type FlowVersion = Sent<Schemas["FlowVersionView"]>;

/** What was filled in, by the names of the fields. */
export type FormFields = { [name: string]: unknown };
/** What a run was made from, every choice settled; `fields` only where a form was filled in. */
type SettledInput = Omit<
  Narrowed<Schemas["InputView"], { aspectRatio: AspectRatio; quality: Quality }>,
  "fields" | "model"
> & { fields?: FormFields; model?: string | null };
/** What a run is asked for: only the words are needed. */
export type InputData = Pick<SettledInput, "prompt"> & Partial<Omit<SettledInput, "prompt" | "fields">>;
/** What a run is asked for: words and options, or the fields of a form. */
export type RunInput = InputData | FormFields;

export type QuoteFactor = Narrowed<
  Schemas["FactorView"],
  {
    code: "base" | "quality" | "batch" | "tier" | "peak" | "region" | "experiment" | "rounding";
    /** The exact factor as a decimal, "1.5"; null where the line is not a multiplication. */
    multiplier: string | null;
    /** The exact signed number of credits this line adds: "2.5", "-1.625". */
    amount: string;
  }
>;
/** A step of the plan before it runs; its price is in millionths of a credit. */
export type QuotedStep = Schemas["QuotedStepView"];
export type Quote = Narrowed<Schemas["QuoteView"], { factors: QuoteFactor[] }>;
export type QuoteRequest = Omit<Schemas["QuoteRequest"], "inputData"> & { inputData: RunInput };

/** A finished file. What is only heard has no width and height; what does not play has no duration. */
export type Asset = Narrowed<Schemas["AssetView"], { type: "image" | "video" | "audio" }>;

/** `progress` is 0 to 100. */
export type Step = Narrowed<Schemas["StepView"], { status: StepStatus }>;

export type Generation = Omit<RunOfAnyFlow, "flowVersion"> & {
  /** Of a custom flow. */
  flowVersion?: number;
};
type RunOfAnyFlow = Narrowed<
  Schemas["GenerationView"],
  {
    status: GenerationStatus;
    /** A tiny data: URI of the unfinished picture. */
    preview: string | null;
    inputData: SettledInput;
    quote: Narrowed<Schemas["LockedQuoteView"], { factors: QuoteFactor[] }>;
    outputAssets: Asset[];
    /** What it worked on that was there before. */
    inputAssets: Asset[];
    retryOf: string | null;
    /** What arrived after the run had ended; not charged. */
    lateAssets: Asset[];
    steps: Step[];
    /** Grows with every change; an older version than the one at hand is ignored. */
    version: number;
  }
>;

export type TriggerRequest = Omit<Schemas["TriggerRequest"], "inputData"> & { inputData: RunInput };

/** The exact price of a batch: one bill for all its items. */
export type BatchQuote = Narrowed<Schemas["BatchQuoteView"], { factors: QuoteFactor[]; kind: BatchKind }>;
export type BatchKind = "prompts" | "variations" | "compare";
export type BatchItemStatus = GenerationStatus | "waiting";
/** Many runs as one unit; `version` grows with every change of it or of an item. */
export type Batch = Narrowed<
  Schemas["BatchView"],
  { kind: BatchKind; status: GenerationStatus; quote: BatchQuote }
>;
export type BatchItem = Narrowed<
  Schemas["BatchItemView"],
  { status: BatchItemStatus; asset: Asset | null; version: number }
>;
export type BatchItemRequest = Omit<Schemas["ItemRequest"], "inputData"> & { inputData: InputData };
export type BatchRequest = Omit<Schemas["BatchRequest"], "items"> & { items: BatchItemRequest[] };
/** A pasted or dropped table: what can be run, and what is wrong with the rest. */
export type BatchTable = Omit<Sent<Schemas["TableView"]>, "rows"> & {
  rows: { line: number; inputData: InputData }[];
};

/** What a list shows of a conversation's last run. */
type GenerationBrief = Narrowed<Schemas["GenerationBrief"], { status: GenerationStatus }>;
export type Conversation = Narrowed<Schemas["ConversationView"], { lastGeneration: GenerationBrief | null }>;
export type Message = Narrowed<
  Schemas["MessageView"],
  { role: "user" | "assistant" | "system"; generation: Generation | null; batch: Batch | null }
>;

export type Lot = Narrowed<
  Schemas["LotView"],
  {
    source: "sign_up" | "plan" | "rolled_over" | "pack" | "bonus" | "adjustment" | "returned" | "opening";
  }
>;
/** What a month may cost: of the workspace, or the caller's own as a member of it. */
export type Budget = Narrowed<
  Schemas["BudgetView"],
  { scope: "workspace" | "member"; state: "fine" | "soon" | "reached" }
>;
export type BudgetChange = Schemas["BudgetChange"];
export type Balance = Narrowed<Schemas["BalanceView"], { plan: Plan; lots: Lot[]; budgets: Budget[] }>;

/** The body of an `application/problem+json` answer, with what some codes add to it. */
export type ProblemBody = Schemas["ProblemBody"] & {
  /** Seconds to wait, tries left, credits needed and there, a fresh quote. */
  retryAfterSeconds?: number;
  attemptsLeft?: number;
  needed?: number;
  available?: number;
  /** Of a budget: what this month has cost, what it may, and whose it is. */
  spent?: number;
  cap?: number;
  scope?: "workspace" | "member";
  quote?: Quote;
  /** What has to be answered before there is anything to price. */
  question?: string;
};

/** Where a run stands in line. */
export type QueuePlace = Sent<Schemas["PositionView"]>;

/** The queue of the whole installation, for administrators. */
export type QueueState = Narrowed<Schemas["QueueView"], { mode: "running" | "paused" | "draining" }>;

/** A run that is worked on, for administrators. */
export type RunningRun = Sent<Schemas["RunningRunView"]>;

type Decided = Narrowed<Schemas["DecisionView"], { decision: StepDecision["decision"] }>;
/** A submit whose outcome nobody knows, for administrators. */
export type UnresolvedStep = Narrowed<Schemas["UnresolvedStepView"], { decision: Decided | null }>;
export type StepDecision = Omit<Schemas["DecisionBody"], "decision"> & {
  decision: "failed" | "retry" | "adopt";
};

type Breaker = Narrowed<Schemas["BreakerView"], { state: "closed" | "open" | "half_open" }>;
type ProviderKey = Narrowed<Schemas["ProviderKeyView"], { breaker: Breaker | null }>;
/** A key that was added while the server runs; never the key itself. */
export type AddedKey = Sent<Schemas["AddedKeyView"]>;
/** A provider with the keys that a workspace brought for it. */
export type OwnKeys = Sent<Schemas["OwnKeysView"]>;
/** What a provider said about a key. */
export type KeyCheck = Sent<Schemas["KeyCheckView"]>;
/** A provider of the installation, for administrators. */
export type ProviderState = Narrowed<Schemas["ProviderView"], { keys: ProviderKey[] }>;

/** What the event stream carries, by the name of the event. */
export type LiveEvent =
  | { type: "hello"; seq: number }
  | { type: "generation.updated"; seq: number; at: number; data: Generation }
  | { type: "balance.updated"; seq: number; at: number; data: Pick<Balance, "available" | "held"> }
  | { type: "conversation.updated"; seq: number; at: number; data: Conversation }
  | { type: "conversation.deleted"; seq: number; at: number; data: Pick<Conversation, "id"> }
  | { type: "batch.updated"; seq: number; at: number; data: Batch }
  | { type: "queue.moved"; seq: number; at: number; data: { items: QueuePlace[] } }
  | {
      type: "notice.posted";
      seq: number;
      at: number;
      data: Narrowed<Schemas["NoticeView"], { tone: "info" | "ok" | "bad" }>;
    }
  | { type: "reset"; seq: number; at: number };

/**
 * One line of the ledger as the owner of the credits sees it. `amount` is the signed change of the available credits, 0 for a
 * capture, whose credits were set aside before; `moved` is how many credits moved.
 */
export type StatementLine = Narrowed<
  Schemas["StatementLineView"],
  {
    kind:
      | "grant"
      | "purchase"
      | "bonus"
      | "adjustment"
      | "hold"
      | "capture"
      | "release"
      | "refund"
      | "expiry";
    run: Sent<Schemas["StatementRunView"]> | null;
  }
>;
/** The use of credits by day, operation and model; shares are in millionths of a credit. */
export type Usage = Sent<Schemas["UsageView"]>;

/** What an audit of the ledger found, for administrators. */
export type AuditReport = Sent<Schemas["AuditReport"]>;
/** A correction of somebody's credits, for administrators. */
export type Adjustment = Narrowed<Schemas["AdjustmentView"], { state: "waiting" | "made" | "refused" }>;
export type AdjustmentBody = Schemas["AdjustmentBody"];

/** What an agent considered before a run was planned. */
export type Transcript = Sent<Schemas["TranscriptView"]>;
export type TranscriptTurn = Transcript["turns"][number];
