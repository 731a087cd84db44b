/** Which model can be chosen, in words: three ways of leaving it to us, then the models by name. */
import type { FlowOptions } from "../../api/types.ts";
import { formatCredits, formatDuration } from "../../ui/format.ts";

type Model = FlowOptions["models"][number];
export type ModelChoice = { id: string; label: string; note: string };

/** The orders in which models are asked, by the server's names; `auto` is its own word for the best. */
const ORDERS = [
  { id: "auto", by: "quality", label: "Auto: best" },
  { id: "speed", by: "speed", label: "Auto: fastest" },
  { id: "cost", by: "cost", label: "Auto: cheapest" },
];

/** The choices there are. With one model, or none, there is nothing to choose. */
export function modelChoices({ models }: FlowOptions): ModelChoice[] {
  const ways = ORDERS.map(({ id, by, label }) => ({ id, label, note: firstBy(by, models)?.name ?? "" }));
  if (models.length < 2) return ways.slice(0, 1);
  return [
    ...ways,
    ...models.map((model) => ({ id: model.id, label: model.name, note: priceAndTime(model) })),
  ];
}

/** The styles of the model that would do it. */
export function stylesOf(choice: string, { models, styles }: FlowOptions): FlowOptions["styles"] {
  const order = ORDERS.find(({ id }) => id === choice);
  const model = order ? firstBy(order.by, models) : models.find(({ id }) => id === choice);
  return model ? styles.filter(({ id }) => id === "auto" || model.styles.includes(id)) : styles;
}

function firstBy(order: string, models: Model[]): Model | undefined {
  return models.find((model) => model.firstBy.includes(order));
}

function priceAndTime({ creditsFrom, expectedMs, ownKey }: Model): string {
  const price = ownKey ? `your key, ${formatCredits(creditsFrom)}` : `from ${formatCredits(creditsFrom)}`;
  return `${price}, about ${formatDuration(expectedMs)}`;
}
