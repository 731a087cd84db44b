/**
 * The API reference: drawn from the server's own description, without any network but that
 * one request. Contents at the left, operations at the right.
 */
import { useDeferredValue, useEffect, useState, useSyncExternalStore } from "react";
import { request } from "../api/client.ts";
import { Brand } from "../ui/mark.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Contents, tagName } from "./Contents.tsx";
import { OperationView } from "./OperationView.tsx";
import { byTag, matches, operationsOf, type Spec } from "./spec.ts";
import { Words } from "./Words.tsx";

export function Reference() {
  const [spec, setSpec] = useState<Spec | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = () => {
    setError(null);
    request<Spec>("/openapi.json").then(setSpec, setError);
  };
  useEffect(load, []);
  if (error) return <ProblemNotice error={error} title="The description did not load" onRetry={load} />;
  return spec && <Loaded spec={spec} />;
}

function Loaded({ spec }: { spec: Spec }) {
  const [query, setQuery] = useState("");
  const searched = useDeferredValue(query.trim());
  const operations = operationsOf(spec);
  const found = operations.filter((operation) => !searched || matches(operation, searched));
  const groups = byTag(spec, found);
  const current = useSyncExternalStore(subscribeToHash, () => decodeURIComponent(location.hash.slice(1)));

  // The browser looked for the fragment before there was anything to find.
  useEffect(() => document.getElementById(current)?.scrollIntoView(), [current]);

  return (
    <div className="mx-auto grid min-h-dvh max-w-[1600px] grid-cols-[minmax(0,1fr)] max-lg:content-start lg:grid-cols-[296px_minmax(0,1fr)]">
      <aside
        aria-label="Contents"
        className="px-4 py-5 lg:sticky lg:top-0 lg:h-dvh lg:overflow-y-auto lg:scroll-quiet"
      >
        <a
          href="/"
          aria-label="Marty Martin, home"
          className="mb-6 inline-block rounded-lg px-1 max-lg:mb-0 max-lg:py-2.5"
        >
          <Brand />
        </a>
        <details open={window.matchMedia("(min-width: 1024px)").matches}>
          <summary className="mb-2 rounded-lg py-3 text-muted lg:hidden">All operations</summary>
          <Contents groups={groups} query={query} onQuery={setQuery} current={current} />
        </details>
      </aside>
      <main className="px-4 pb-24 sm:px-8 lg:my-2 lg:mr-2 lg:rounded-2xl lg:bg-sheet lg:px-12 lg:inset-ring lg:inset-ring-line-subtle">
        <header className="grid gap-3 pt-6 pb-10 lg:pt-12">
          <h1 className="type-hero">API reference</h1>
          <div className="grid max-w-[65ch] gap-2">
            <Words text={spec.info.description ?? ""} className="type-body text-muted" />
          </div>
          <p className="text-fact text-muted">
            Version {spec.info.version}, {operations.length} operations. The description itself:{" "}
            <a href="/api/openapi.json" className="text-primary-text underline underline-offset-3">
              /api/openapi.json
            </a>
          </p>
        </header>
        {groups.map(({ tag, operations: inTag }) => (
          <section key={tag} aria-labelledby={`tag-${tag}`} className="mb-6">
            <h2 id={`tag-${tag}`} className="type-section mb-1">
              {tagName(tag)}
            </h2>
            <Words
              text={spec.tags?.find((one) => one.name === tag)?.description ?? ""}
              className="mb-6 text-muted"
            />
            {inTag.map((operation) => (
              <OperationView key={operation.id} spec={spec} operation={operation} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function subscribeToHash(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}
