/** One operation: what it does, what it takes, what it answers, how to call it. */
import { Check, ChevronRight, Copy, Link2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { curlFor } from "./example.ts";
import { Method } from "./Method.tsx";
import { SchemaTable } from "./SchemaTable.tsx";
import { type Operation, type Parameter, type Spec, typeWords } from "./spec.ts";
import { Words } from "./Words.tsx";

export function OperationView({ spec, operation }: { spec: Spec; operation: Operation }) {
  const { parameters, body, responses } = operation;
  return (
    <article
      id={operation.id}
      className="scroll-mt-4 border-t border-line-subtle py-10 first:border-0 first:pt-2"
    >
      <h3 className="type-sub group flex items-center gap-2">
        {operation.summary || operation.path}
        <a
          href={`#${operation.id}`}
          aria-label={`Link to ${operation.summary || operation.path}`}
          className="grid size-7 place-items-center rounded-sm text-muted opacity-0 group-hover:opacity-100 focus:opacity-100 pointer-coarse:hidden"
        >
          <Link2 aria-hidden="true" size={16} />
        </a>
      </h3>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-3">
        <Method method={operation.method} />
        <code className="font-mono text-fact break-all text-body">{operation.path}</code>
      </p>
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,440px)]">
        <div className="grid content-start gap-6">
          {operation.description && (
            <div className="grid max-w-[65ch] gap-2">
              <Words text={operation.description} className="text-muted" />
            </div>
          )}
          {parameters.length > 0 && (
            <Part title="Parameters">
              <ul className="divide-y divide-line-subtle">
                {parameters.map((parameter) => (
                  <ParameterRow key={parameter.in + parameter.name} parameter={parameter} />
                ))}
              </ul>
            </Part>
          )}
          {body && (
            <Part title="Request">
              <SchemaTable spec={spec} schema={body} />
            </Part>
          )}
          <Part title="Answers">
            <ul className="divide-y divide-line-subtle">
              {responses.map((response) => (
                <Answer key={response.status} spec={spec} response={response} />
              ))}
            </ul>
          </Part>
        </div>
        <Curl text={curlFor(spec, operation, window.location.origin)} />
      </div>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h4 className="mb-1 font-medium text-strong">{title}</h4>
      {children}
    </section>
  );
}

function ParameterRow({ parameter }: { parameter: Parameter }) {
  return (
    <li className="py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <code className="font-mono text-fact text-strong">{parameter.name}</code>
        <span className="font-mono text-small break-all text-muted">{typeWords(parameter.schema ?? {})}</span>
        <span className="text-small text-muted">
          {parameter.in}
          {parameter.required ? "" : ", optional"}
        </span>
      </p>
      <Words text={parameter.description ?? ""} className="mt-0.5 text-fact text-muted" />
    </li>
  );
}

/** What an answer is made of is drawn once somebody opens it: all of them at once are most of the page's elements. */
function Answer({ spec, response }: { spec: Spec; response: Operation["responses"][number] }) {
  const [opened, setOpened] = useState(false);
  const failed = !response.status.startsWith("2");
  const line = (
    <span className="flex gap-3">
      <span className={`font-mono text-fact ${failed ? "text-error-text" : "text-success"}`}>
        {response.status}
      </span>
      <span className="text-fact text-body">
        <Words text={failed ? markCodes(response.description) : response.description} />
      </span>
    </span>
  );
  if (!response.schema || failed) return <li className="py-2.5">{line}</li>;
  return (
    <li className="py-1">
      <details className="group" onToggle={() => setOpened(true)}>
        <summary className="flex min-h-8 list-none pointer-coarse:py-3 justify-between gap-3 rounded-xs py-1.5">
          {line}
          <ChevronRight
            aria-hidden="true"
            size={16}
            className="mt-0.5 text-muted transition-transform group-open:rotate-90"
          />
        </summary>
        <div className="ml-1.5 border-l border-line-subtle pl-4">
          {opened && <SchemaTable spec={spec} schema={response.schema} />}
        </div>
      </details>
    </li>
  );
}

function Curl({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <figure className="relative self-start rounded-xl bg-inset inset-ring inset-ring-line-subtle xl:sticky xl:top-4">
      <figcaption className="flex items-center justify-between pt-1.5 pr-1.5 pl-4 text-small text-muted">
        Example
        <IconButton label={copied ? "Copied" : "Copy command"} size="sm" onClick={copy}>
          {copied ? <Check aria-hidden="true" size={16} /> : <Copy aria-hidden="true" size={16} />}
        </IconButton>
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded-xl px-4 pt-1 pb-4 font-mono text-small leading-5 text-body scroll-quiet"
      >
        {text}
      </pre>
    </figure>
  );
}

/** Problem codes stand out from the sentence around them. */
function markCodes(description: string): string {
  return description.includes("`") ? description : description.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, "`$&`");
}
