/** Real-looking runs, conversations and messages for tests. Each takes what a test is about and fills in the rest. */
import type {
  Asset,
  Conversation,
  Flow,
  Generation,
  Message,
  Quote,
  QuotedStep,
  Step,
} from "../api/types.ts";

const AT = Date.UTC(2026, 10, 12, 21, 4, 11);

export function quote(change: Partial<Quote> = {}): Quote {
  return {
    id: "qte_01jcgfox",
    flowId: "producer-agent-beta",
    operation: "text_to_image",
    model: { id: "local-studio", name: "Local studio", provider: "local" },
    credits: 2,
    factors: [
      { code: "base", label: "Picture, simple", multiplier: null, amount: "1" },
      { code: "quality", label: "High quality", multiplier: "1.5", amount: "0.5" },
      { code: "rounding", label: "Rounding", multiplier: null, amount: "0.5" },
    ],
    expectedMs: 2_600,
    steps: [quotedStep()],
    ...{ notes: [], cached: null },
    createdAt: AT,
    expiresAt: AT + 600_000,
    ...change,
  };
}

export function quotedStep(change: Partial<QuotedStep> = {}): QuotedStep {
  return {
    operation: "text_to_image",
    label: "Picture",
    model: { id: "local-studio", name: "Local studio", provider: "local" },
    millionths: 2_000_000,
    expectedMs: 2_600,
    needs: [],
    ...change,
  };
}

export function step(change: Partial<Step> = {}): Step {
  return {
    id: "stp_01jcgfox",
    index: 0,
    operation: "text_to_image",
    label: "Making the picture",
    status: "running",
    progress: 40,
    sentence: "Painting light and shade",
    provider: "local",
    model: { id: "local-studio", name: "Local studio" },
    startedAt: AT + 300,
    completedAt: null,
    madeBy: null,
    tool: "text-to-image",
    parameters: {},
    needs: [],
    expectedMs: 2_600,
    attempt: 1,
    retryAt: null,
    error: null,
    ...change,
  };
}

export function asset(change: Partial<Asset> = {}): Asset {
  return {
    id: "ast_01jcgfox",
    url: "/api/files/ast_01jcgfox",
    thumbnailUrl: "/api/files/ast_01jcgfox?variant=thumbnail",
    previewUrl: "/api/files/ast_01jcgfox?variant=preview",
    type: "image",
    filename: "fox-at-dawn.png",
    size: 812_345,
    format: "png",
    width: 1024,
    height: 768,
    durationMs: null,
    alt: "Generated picture: a fox at dawn by a mountain lake",
    color: "#2b3550",
    stepIndex: 0,
    late: false,
    createdAt: AT + 3_000,
    ...change,
  };
}

export function generation(change: Partial<Generation> = {}): Generation {
  const { id, credits, factors, model } = quote();
  return {
    id: "gen_01jcgfox",
    flowId: "producer-agent-beta",
    conversationId: "cnv_01jcgfox",
    status: "processing",
    progress: 40,
    currentStep: "Painting light and shade",
    preview: null,
    inputData: {
      prompt: "A fox at dawn by a mountain lake",
      aspectRatio: "4:3",
      style: "auto",
      quality: "high",
      seed: 482_917_331,
    },
    quote: { id, credits, factors, model },
    creditsHeld: 2,
    creditsUsed: 0,
    creditsReturned: 0,
    outputAssets: [],
    inputAssets: [],
    retryOf: null,
    lateAssets: [],
    cached: false,
    cachedFrom: null,
    response: null,
    warnings: [],
    error: null,
    steps: [step()],
    expectedMs: 2_600,
    queuePosition: null,
    batch: null,
    version: 3,
    createdAt: AT,
    startedAt: AT + 300,
    completedAt: null,
    ...change,
  };
}

export function completed(change: Partial<Generation> = {}): Generation {
  return generation({
    status: "completed",
    progress: 100,
    currentStep: null,
    creditsHeld: 0,
    creditsUsed: 2,
    outputAssets: [asset()],
    lateAssets: [],
    steps: [
      step({
        status: "completed",
        progress: 100,
        completedAt: AT + 6_500,
        madeBy: "Local studio, made on this machine",
      }),
    ],
    version: 9,
    completedAt: AT + 6_500,
    ...change,
  });
}

export function failed(change: Partial<Generation> = {}): Generation {
  return generation({
    status: "failed",
    progress: 60,
    currentStep: null,
    creditsHeld: 0,
    creditsReturned: 2,
    error: {
      code: "provider_failed",
      message: "The picture could not be made. The local studio stopped at 60%.",
      refunded: 2,
    },
    steps: [step({ status: "failed", progress: 60, completedAt: AT + 4_000 })],
    version: 7,
    completedAt: AT + 4_000,
    ...change,
  });
}

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: "cnv_01jcgfox",
    flowId: "producer-agent-beta",
    title: "Fox at dawn",
    createdAt: AT,
    updatedAt: AT,
    lastGeneration: {
      id: "gen_01jcgfox",
      status: "processing",
      progress: 40,
      thumbnailUrl: null,
      color: null,
      cached: false,
    },
    ...change,
  };
}

export function message(change: Partial<Message> = {}): Message {
  return {
    id: "msg_01jcgfox",
    conversationId: "cnv_01jcgfox",
    role: "assistant",
    text: "",
    generation: generation(),
    parentId: null,
    branches: [],
    batch: null,
    createdAt: AT + 1,
    ...change,
  };
}

export function flow(change: Partial<Flow> = {}): Flow {
  return {
    id: "producer-agent-beta",
    name: "Producer",
    summary: "Say what you want.",
    description: "Say what you want.",
    category: "picture",
    operation: "text_to_image",
    minimumPlan: "free",
    available: true,
    unavailableReason: null,
    creditsFrom: 1,
    creditsTo: 2,
    expectedMs: 2_600,
    cover: "/examples/fox-dawn.webp",
    custom: null,
    samplePrompts: [{ prompt: "A fox at dawn by a mountain lake", cover: "/examples/fox-dawn.webp" }],
    takesFiles: true,
    inputSchema: {},
    options: {
      aspectRatios: [
        { id: "1:1", label: "Square" },
        { id: "4:3", label: "Classic" },
      ],
      styles: [
        { id: "auto", label: "Best fit", neural: false, extra: false },
        { id: "ink", label: "Ink drawing", neural: false, extra: false },
      ],
      qualities: [
        { id: "standard", label: "Standard", width1x1: 768 },
        { id: "high", label: "High", width1x1: 1024 },
      ],
      models: [
        {
          id: "local-studio",
          name: "Local studio",
          provider: "local",
          creditsFrom: 1,
          ownKey: false,
          expectedMs: 2_600,
          styles: ["ink"],
          firstBy: ["quality", "speed", "cost"],
        },
      ],
    },
    ...change,
  };
}
