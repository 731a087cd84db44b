/** "Where it comes from": your words, the flow, each step that made it. */
import { Link } from "@tanstack/react-router";
import { History, Image, MessageSquare, Route } from "lucide-react";
import type { ReactNode } from "react";
import type { Generation } from "../../api/types.ts";
import { formatDuration, formatWhen } from "../../ui/format.ts";
import { cachedWords } from "./cached-words.ts";

export function DetailsOrigin({ generation, flowName }: { generation: Generation; flowName: string }) {
  const { cachedFrom } = generation;
  return (
    <section className="grid gap-2.5">
      <h3 className="font-medium text-strong">Where it comes from</h3>
      <ol className="grid text-fact">
        <OriginRow icon={<MessageSquare aria-hidden="true" size={16} />}>
          Your words, {formatWhen(generation.createdAt)}
        </OriginRow>
        <OriginRow icon={<Route aria-hidden="true" size={16} />}>
          {flowName}
          {generation.flowVersion !== undefined && `, version ${generation.flowVersion}`}
        </OriginRow>
        {cachedFrom && (
          <OriginRow icon={<History aria-hidden="true" size={16} />}>
            {cachedWords(cachedFrom.madeAt)}, not made again.{" "}
            <Link
              to="/flow/$flowId/c/$conversationId"
              params={{ flowId: generation.flowId, conversationId: cachedFrom.conversationId }}
              className="text-primary-text underline underline-offset-3"
            >
              Where it was made
            </Link>
          </OriginRow>
        )}
        {generation.steps.map((step) => (
          <OriginRow key={step.id} icon={<Image aria-hidden="true" size={16} />}>
            {step.label}, {step.model.name}
            {step.startedAt !== null &&
              step.completedAt !== null &&
              `, ${formatDuration(step.completedAt - step.startedAt)}`}
          </OriginRow>
        ))}
      </ol>
    </section>
  );
}

function OriginRow({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="relative flex items-center gap-2.5 py-1.25 not-first:before:absolute not-first:before:-top-1 not-first:before:left-[7.5px] not-first:before:h-2 not-first:before:border-l not-first:before:border-line">
      <span className="text-muted">{icon}</span>
      <span>{children}</span>
    </li>
  );
}
