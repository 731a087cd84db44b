/**
 * Holds our types against the server's own description. `schema.ts` is generated from `openapi.json`
 * (`cargo xtask codegen`); ours are narrower where the server says only "string" (a status is one of
 * five words). Each line fails the type check when a field is renamed, removed or changes its type.
 */
import type { components } from "./schema.ts";
import type {
  Asset,
  Balance,
  Conversation,
  Flow,
  Generation,
  InputData,
  Message,
  Quote,
  QuoteFactor,
  Step,
  Transaction,
  User,
} from "./types.ts";

type Schemas = components["schemas"];

/** `Ours` must be usable wherever the server's type is expected. */
type Fits<Ours extends Theirs, Theirs> = Ours extends Theirs ? true : never;

export type Contract = [
  Fits<Asset, Schemas["AssetView"]>,
  Fits<Balance, Schemas["BalanceView"]>,
  Fits<Conversation, Schemas["ConversationView"]>,
  Fits<Flow, Schemas["FlowView"]>,
  Fits<Generation, Schemas["GenerationView"]>,
  Fits<Required<InputData>, Schemas["InputView"]>,
  Fits<Message, Schemas["MessageView"]>,
  Fits<Quote, Schemas["QuoteView"]>,
  Fits<QuoteFactor, Schemas["FactorView"]>,
  Fits<Step, Schemas["StepView"]>,
  Fits<Transaction, Schemas["TransactionView"]>,
  Fits<User, Schemas["User"]>,
];
