/** Running it oneself: two commands, and what they give. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";

const COMMANDS = [
  { does: "Start everything: app, API, database, studio", text: "marty serve" },
  { does: "Make a picture without a browser", text: 'marty make "a fox at dawn" -o fox.png' },
];

export function SelfHost() {
  return (
    <section
      id="self-host"
      className="landing-width grid scroll-mt-6 items-center gap-8 pb-16 sm:pb-22 lg:grid-cols-2 lg:gap-24"
    >
      <div className="grid gap-4">
        <h2 className="type-hero">Two commands, and it is yours</h2>
        <p className="type-body max-w-[56ch] text-muted">
          One file holds the server, the app you are looking at and a studio that makes pictures on the
          processor. It needs no key, no graphics card and no other service, and nothing leaves the machine.
        </p>
      </div>
      <ul className="grid min-w-0 gap-3">
        {COMMANDS.map((command) => (
          <Command key={command.text} {...command} />
        ))}
      </ul>
    </section>
  );
}

function Command({ does, text }: { does: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  const Icon = copied ? Check : Copy;
  return (
    <li className="min-w-0">
      <p className="mb-1.5 text-fact text-muted">{does}</p>
      <div className="flex items-center gap-2 rounded-xl bg-inset py-1.5 pr-1.5 pl-4 inset-ring inset-ring-line-subtle">
        <code className="min-w-0 flex-1 py-2 font-mono text-ui break-words text-strong">
          <span aria-hidden="true" className="text-muted select-none">
            ${" "}
          </span>
          {text}
        </code>
        <IconButton label={copied ? "Copied" : "Copy command"} onClick={copy}>
          <Icon aria-hidden="true" size={16} />
        </IconButton>
      </div>
    </li>
  );
}
