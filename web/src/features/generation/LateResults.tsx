/** What arrived after its run had ended: it is theirs, and was not charged. */
import { Clock } from "lucide-react";
import type { Generation } from "../../api/types.ts";
import { NamedGroup } from "../../ui/named-group.tsx";
import { Tag } from "../../ui/tag.tsx";
import { MadeAsset } from "./PartialResults.tsx";
import { inStepOrder } from "./step-order.ts";

export function LateResults({ generation }: { generation: Generation }) {
  // A run that was shown by an older release has no such list.
  const assets = inStepOrder(generation.lateAssets ?? []);
  if (assets.length === 0) return null;
  return (
    <NamedGroup label="Arrived late" className="grid gap-3 rounded-2xl bg-surface-1 p-4 shadow-e1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Tag tone="info" icon={<Clock aria-hidden="true" size={14} />}>
          Arrived late, not charged
        </Tag>
        <p className="text-fact text-muted">It came after the run had ended. Keep it; it costs nothing.</p>
      </div>
      <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
        {assets.map((asset) =>
          // Players have controls of their own; a link around them would swallow them.
          asset.type === "image" ? (
            <a
              key={asset.id}
              href={asset.url}
              download={asset.filename}
              aria-label={`Download ${asset.filename}`}
            >
              <MadeAsset asset={asset} />
            </a>
          ) : (
            <MadeAsset key={asset.id} asset={asset} />
          ),
        )}
      </div>
    </NamedGroup>
  );
}
