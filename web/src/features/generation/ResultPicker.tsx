/** Picks one of the newest results as a file of a form. */
import { useQuery } from "@tanstack/react-query";
import { AudioLines, Clapperboard, ImagePlus } from "lucide-react";
import { useState } from "react";
import { request } from "../../api/client.ts";
import type { Asset, Generation, Page } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { isSeen } from "./is-seen.ts";

type MediaType = Asset["type"];

const NOUNS: Record<MediaType, string> = { image: "picture", video: "clip", audio: "voice" };

type ResultPickerProps = {
  control: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
  title: string;
  mediaType: MediaType;
  /** The id of the chosen file, or nothing. */
  value: string;
  onChange: (id: string | undefined) => void;
};

export function ResultPicker({ control, title, mediaType, value, onChange }: ResultPickerProps) {
  const [open, setOpen] = useState(false);
  const results = useResults(mediaType, open || value !== "");
  const chosen = results.data?.find(({ id }) => id === value);
  const noun = NOUNS[mediaType];
  return (
    <div className="flex flex-wrap items-center gap-3">
      {chosen && <Thumbnail asset={chosen} className="size-14" />}
      <Button
        id={control.id}
        aria-describedby={control["aria-describedby"]}
        onClick={() => setOpen(true)}
        className={control["aria-invalid"] && "inset-ring-error"}
      >
        <ImagePlus aria-hidden="true" size={16} />
        {value ? `Another ${noun}` : `Choose a ${noun}`}
      </Button>
      {value && (
        <Button kind="ghost" onClick={() => onChange(undefined)}>
          Remove
        </Button>
      )}
      <Dialog open={open} onOpenChange={setOpen} title={title} wide closable>
        {results.isError && <ProblemNotice error={results.error} onRetry={() => void results.refetch()} />}
        {results.data?.length === 0 && (
          <p className="text-muted">There is no {noun} of yours yet. Make one, then choose it here.</p>
        )}
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-2">
          {results.data?.map((asset) => (
            <li key={asset.id}>
              <button
                type="button"
                aria-label={asset.alt}
                aria-pressed={asset.id === value}
                onClick={() => {
                  onChange(asset.id);
                  setOpen(false);
                }}
                className="block w-full rounded-lg aria-pressed:outline-2 aria-pressed:outline-offset-2 aria-pressed:outline-primary-line"
              >
                <Thumbnail asset={asset} className="aspect-square w-full" />
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}

function Thumbnail({ asset, className }: { asset: Asset; className: string }) {
  const Icon = asset.type === "video" ? Clapperboard : AudioLines;
  return (
    <span className={`media-edge grid place-items-center rounded-lg bg-inset text-muted ${className}`}>
      {isSeen(asset) ? (
        <img src={asset.thumbnailUrl ?? asset.url} alt="" loading="lazy" className="size-full object-cover" />
      ) : (
        <Icon aria-hidden="true" size={20} />
      )}
    </span>
  );
}

/** The files of the newest finished runs. */
function useResults(mediaType: MediaType, enabled: boolean) {
  return useQuery({
    queryKey: ["recent-results"],
    queryFn: ({ signal }) =>
      request<Page<Generation>>("/generations", { query: { status: "completed", limit: 50 }, signal }),
    select: ({ items }) =>
      items.flatMap(({ outputAssets }) => outputAssets.filter(({ type }) => type === mediaType)),
    enabled,
  });
}
