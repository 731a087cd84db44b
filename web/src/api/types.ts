/**
 * The shapes the server sends and takes, written by hand after its HTTP contract.
 * Times are integer UTC milliseconds, amounts are whole credits unless said otherwise,
 * sizes are bytes.
 */

export type Plan = "free" | "starter" | "creator" | "studio";

export type User = {
  id: string;
  email: string;
  name: string;
  plan: Plan;
  role: "user" | "admin";
  workspaceId: string;
  createdAt: number;
};

export type Session = { user: User; csrfToken: string };

export type Page<Item> = { items: Item[]; nextCursor: string | null };

export type AspectRatio = "1:1" | "9:16" | "16:9" | "4:3";
export type Quality = "standard" | "high" | "ultra";
export type FlowCategory = "picture" | "video" | "voice" | "lip-sync" | "tools";

export type FlowOptions = {
  aspectRatios: { id: AspectRatio; label: string }[];
  styles: { id: string; label: string; neural: boolean; extra: boolean }[];
  /** `width1x1` is the width in pixels of a square picture at this quality. */
  qualities: { id: Quality; label: string; width1x1: number }[];
};

/** Words to begin with, and the picture they made. */
export type SamplePrompt = { prompt: string; cover: string };

export type Flow = {
  id: string;
  name: string;
  summary: string;
  description: string;
  category: FlowCategory;
  operation: string;
  minimumPlan: Plan;
  available: boolean;
  unavailableReason: string | null;
  creditsFrom: number;
  creditsTo: number;
  expectedMs: number;
  cover: string;
  samplePrompts: SamplePrompt[];
  inputSchema: Record<string, unknown>;
  options: FlowOptions;
};

export type InputData = {
  prompt: string;
  aspectRatio?: AspectRatio;
  style?: string;
  quality?: Quality;
  seed?: number;
};

export type QuoteFactor = {
  code: "base" | "quality" | "batch" | "tier" | "peak" | "rounding";
  label: string;
  /** The exact factor as a decimal, "1.5"; null where the line is not a multiplication. */
  multiplier: string | null;
  /** The exact signed number of credits this line adds: "2.5", "-1.625". */
  amount: string;
};

export type Quote = {
  id: string;
  flowId: string;
  operation: string;
  model: { id: string; name: string; provider: string };
  credits: number;
  factors: QuoteFactor[];
  expectedMs: number;
  createdAt: number;
  expiresAt: number;
};

export type QuoteRequest = { flowId: string; inputData: InputData; inputAssets?: string[] };

export type Asset = {
  id: string;
  url: string;
  thumbnailUrl: string;
  previewUrl: string;
  type: "image" | "video" | "audio";
  filename: string;
  size: number;
  format: string;
  width: number;
  height: number;
  durationMs: number | null;
  alt: string;
  color: string;
  createdAt: number;
};

export type StepStatus = "waiting" | "running" | "completed" | "failed" | "cancelled" | "unresolved";

export type Step = {
  id: string;
  index: number;
  operation: string;
  label: string;
  status: StepStatus;
  /** 0 to 100. */
  progress: number;
  sentence: string | null;
  provider: string;
  model: { id: string; name: string };
  startedAt: number | null;
  completedAt: number | null;
  madeBy: string | null;
};

export type GenerationStatus = "queued" | "processing" | "completed" | "failed" | "cancelled";

export type Generation = {
  id: string;
  flowId: string;
  conversationId: string;
  status: GenerationStatus;
  /** 0 to 100. */
  progress: number;
  currentStep: string | null;
  /** A tiny data: URI of the unfinished picture. */
  preview: string | null;
  inputData: Required<InputData>;
  quote: Pick<Quote, "id" | "credits" | "factors" | "model">;
  creditsHeld: number;
  creditsUsed: number;
  creditsReturned: number;
  outputAssets: Asset[];
  response: string | null;
  warnings: string[];
  error: { code: string; message: string; refunded: number } | null;
  steps: Step[];
  expectedMs: number;
  queuePosition: number | null;
  /** Grows with every change; an older version than the one at hand is ignored. */
  version: number;
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
};

export type TriggerRequest = {
  flowId: string;
  inputData: InputData;
  inputAssets?: string[];
  conversationId?: string;
  generationId?: string;
  quoteId?: string;
};

export type Conversation = {
  id: string;
  flowId: string;
  title: string;
  createdAt: number;
  updatedAt: number;
  lastGeneration: {
    id: string;
    status: GenerationStatus;
    progress: number;
    thumbnailUrl: string | null;
    color: string | null;
  } | null;
};

export type Message = {
  id: string;
  conversationId: string;
  role: "user" | "assistant" | "system";
  text: string;
  generation: Generation | null;
  createdAt: number;
};

export type Balance = { available: number; held: number; plan: Plan };

/** The body of an `application/problem+json` answer. */
export type ProblemBody = {
  type: string;
  code: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: { path: string; code: string; message: string }[];
  traceId: string;
  /** What some codes add: seconds to wait, credits needed, a fresh quote. */
  retryAfterSeconds?: number;
  attemptsLeft?: number;
  needed?: number;
  available?: number;
  quote?: Quote;
};

/** What the event stream carries, by the name of the event. */
export type LiveEvent =
  | { type: "hello"; seq: number }
  | { type: "generation.updated"; seq: number; at: number; data: Generation }
  | { type: "balance.updated"; seq: number; at: number; data: { available: number; held: number } }
  | { type: "conversation.updated"; seq: number; at: number; data: Conversation }
  | { type: "conversation.deleted"; seq: number; at: number; data: { id: string } }
  | { type: "reset"; seq: number; at: number };

/** One line of the ledger as the owner of the credits sees it. */
export type Transaction = {
  id: string;
  kind: string;
  /** Signed change of the available credits; 0 for a capture, whose credits were set aside before. */
  amount: number;
  /** How many credits moved. */
  moved: number;
  balanceAfter: number;
  reason: string;
  generationId: string | null;
  createdAt: number;
};
