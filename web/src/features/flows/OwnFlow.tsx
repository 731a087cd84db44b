/** One flow of one's own: what it makes, its versions, and what can be done with it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, History, Pencil } from "lucide-react";
import { useState } from "react";
import type { Flow } from "../../api/types.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatWhen } from "../../ui/format.ts";
import { Tag } from "../../ui/tag.tsx";
import { useArchiveFlow, versionsQuery } from "./custom-flows.ts";
import { FlowSteps } from "./FlowSteps.tsx";
import { MistakeList } from "./MistakeList.tsx";

type OwnFlowProps = {
  flow: Flow;
  /** Opens the editor with the text of a version. */
  onEdit: (version: number) => void;
};

export function OwnFlow({ flow, onEdit }: OwnFlowProps) {
  const [asking, setAsking] = useState(false);
  const [showing, setShowing] = useState(false);
  const archive = useArchiveFlow();
  const { custom } = flow;
  if (!custom) return null;
  return (
    <article aria-label={flow.name} className="grid gap-3 rounded-2xl bg-surface-1 p-5 shadow-e1">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="type-sub mr-auto">{flow.name}</h2>
        {custom.scope === "installation" && <Tag>For everybody</Tag>}
        <Tag>Version {custom.version}</Tag>
      </div>
      {flow.summary && <p className="text-muted">{flow.summary}</p>}
      <FlowSteps steps={custom.steps} />
      <MistakeList tone="warn" title="To look at" mistakes={custom.warnings} />
      <p className="text-small text-muted">
        <span className="font-mono">{custom.slug}</span>, saved {formatWhen(custom.updatedAt)}
      </p>
      <div className="flex flex-wrap gap-2">
        {flow.available && (
          <Link to="/flow/$flowId" params={{ flowId: flow.id }} className={buttonClass()}>
            Open
          </Link>
        )}
        <Button onClick={() => onEdit(custom.version)}>
          <Pencil aria-hidden="true" size={16} />
          New version
        </Button>
        <Button kind="ghost" aria-expanded={showing} onClick={() => setShowing(!showing)}>
          <History aria-hidden="true" size={16} />
          Versions
        </Button>
        <Button kind="ghost" onClick={() => setAsking(true)}>
          <Archive aria-hidden="true" size={16} />
          Archive
        </Button>
      </div>
      {showing && <Versions id={flow.id} onEdit={onEdit} />}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Archive ${flow.name}?`}
        description="It cannot be run any more. What it made stays in your history, with the version it was made by. Runs under way go on."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button kind="danger" busy={archive.isPending} onClick={() => archive.mutate(flow.id)}>
              Archive
            </Button>
          </>
        }
      />
    </article>
  );
}

function Versions({ id, onEdit }: { id: string; onEdit: (version: number) => void }) {
  const { data: versions, isError } = useQuery(versionsQuery(id));
  if (isError) return <p className="text-error-text">The versions did not load. Open them again.</p>;
  return (
    <ul aria-label="Versions" className="grid gap-1 border-t border-line-subtle pt-3 text-fact">
      {versions?.map(({ version, createdAt }) => (
        <li key={version} className="flex items-center gap-3">
          <span className="mr-auto">
            Version {version}, {formatWhen(createdAt)}
          </span>
          <Button kind="ghost" size="sm" onClick={() => onEdit(version)} className="max-sm:h-11">
            Start from version {version}
          </Button>
        </li>
      ))}
    </ul>
  );
}
