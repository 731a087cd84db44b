/**
 * Toasts: what happened, what it cost, one action. They stay 6 s, errors until closed; at
 * most two at a time, and never over the composer (bottom right above it; on phones at the top).
 */
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

export type Toast = {
  tone?: "info" | "ok" | "bad";
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Milliseconds; 6 s unless told, 10 s is right for Undo. Errors stay until closed. */
  stayMs?: number;
};

type Shown = Toast & { id: number };

const MOST = 2;
const STAY_MS = 6_000;

let shown: Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function replace(next: Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows a toast; the oldest gives way to a third. Returns how to take it back. */
export function toast(content: Toast): () => void {
  lastId += 1;
  const id = lastId;
  replace([...shown, { ...content, id }].slice(-MOST));
  return () => dismiss(id);
}

function dismiss(id: number): void {
  replace(shown.filter((one) => one.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear; stands once in the app. */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <section
      aria-label="Notices"
      className="pointer-events-none fixed right-6 bottom-28 z-50 grid w-90 gap-2 max-sm:inset-x-3 max-sm:top-[calc(8px+env(safe-area-inset-top))] max-sm:bottom-auto max-sm:w-auto"
    >
      {toasts.map((one) => (
        <ToastCard key={one.id} content={one} />
      ))}
    </section>
  );
}

const ICONS = {
  info: <Info size={18} className="text-info" />,
  ok: <CircleCheck size={18} className="text-success" />,
  bad: <CircleAlert size={18} className="text-error-text" />,
};

function ToastCard({ content }: { content: Shown }) {
  const { id, tone = "info", title, detail, action, stayMs = STAY_MS } = content;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hold = () => clearTimeout(timer.current);
  const release = () => {
    hold();
    if (tone !== "bad") timer.current = setTimeout(() => dismiss(id), stayMs);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a toast's content never changes after it appears
  useEffect(() => {
    release();
    return hold;
  }, [id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only stops the clock
    <div
      role={tone === "bad" ? "alert" : "status"}
      onMouseEnter={hold}
      onMouseLeave={release}
      className="pointer-events-auto flex items-start gap-3 rounded-xl bg-surface-2 py-3.5 pr-2 pl-4 shadow-e2 animate-rise"
    >
      <span aria-hidden="true" className="mt-0.5">
        {ICONS[tone]}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium text-strong">{title}</p>
        {detail && <p className="mt-0.5 text-fact text-(--text-on-raised)">{detail}</p>}
      </div>
      {action && (
        <Button
          kind="ghost"
          size="sm"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Close notice" size="sm" onClick={() => dismiss(id)}>
        <X aria-hidden="true" size={16} />
      </IconButton>
    </div>
  );
}
