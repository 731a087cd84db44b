/** Three promises, each one the product keeps by itself. */
import { type LucideIcon, ReceiptText, Server, Undo2 } from "lucide-react";

const PROMISES: { icon: LucideIcon; title: string; words: string }[] = [
  {
    icon: ReceiptText,
    title: "A price that binds",
    words:
      "Every factor is named and the total holds for ten minutes. You are never charged more, whoever ends up making the picture.",
  },
  {
    icon: Undo2,
    title: "Failures cost nothing",
    words:
      "A run that fails, stalls or is cancelled gives every credit back, once, by itself. The ledger shows it line by line.",
  },
  {
    icon: Server,
    title: "Yours to run",
    words:
      "One file, one command, no key and no other service. Pictures are made by your own processor, and they stay with you.",
  },
];

export function Promises() {
  return (
    <section
      aria-label="Promises"
      className="landing-width grid gap-8 py-16 sm:py-22 lg:grid-cols-3 lg:gap-12"
    >
      {PROMISES.map(({ icon: Icon, title, words }) => (
        <div key={title} className="grid content-start gap-2">
          <Icon aria-hidden="true" size={24} strokeWidth={1.5} className="mb-1.5 text-muted" />
          <h2 className="type-sub">{title}</h2>
          <p className="max-w-[52ch] text-muted">{words}</p>
        </div>
      ))}
    </section>
  );
}
