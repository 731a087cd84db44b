/** The line under the composer: what stands in the way, or the promise about money; at the right the count or the keys. */
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import type { Notice } from "./composer-notice.ts";
import { COUNTER_FROM, countCharacters, PROMPT_MAX_CHARACTERS } from "./input-options.ts";

type ComposerUnderProps = {
  id: string;
  text: string;
  notice: Notice | null;
  place: "empty" | "thread";
  /** What the keys do; null where they do nothing particular. */
  keys?: string | null;
};

const TONES = {
  bad: { Icon: CircleAlert, ink: "text-error-text" },
  warn: { Icon: TriangleAlert, ink: "text-warning" },
  info: { Icon: Info, ink: "text-info" },
} as const;

const USUAL_KEYS = "Return sends, Shift Return adds a line";

export function ComposerUnder({ id, text, notice, place, keys = USUAL_KEYS }: ComposerUnderProps) {
  const count = countCharacters(text.trim());
  return (
    <div className="flex min-h-4 justify-between gap-3 px-1 text-small text-muted max-sm:justify-center">
      <div id={id} role={notice?.tone === "bad" ? "alert" : "status"}>
        {notice ? (
          <NoticeLine notice={notice} />
        ) : place === "empty" ? (
          "The exact price appears before you send. A run that fails costs nothing."
        ) : (
          "A run that fails or is cancelled costs nothing."
        )}
      </div>
      {count >= COUNTER_FROM ? (
        <span className={classNames("shrink-0", count > PROMPT_MAX_CHARACTERS && "text-error-text")}>
          {formatCount(count)} of {formatCount(PROMPT_MAX_CHARACTERS)}
        </span>
      ) : (
        keys && <span className="shrink-0 max-sm:hidden">{keys}</span>
      )}
    </div>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { Icon, ink } = TONES[notice.tone];
  return (
    <span className={classNames("flex gap-1.5", ink)}>
      <Icon aria-hidden="true" size={14} className="mt-px" />
      <span>
        {notice.text}
        {notice.credits && (
          <>
            {" "}
            <a href="/billing" className="rounded-xs underline underline-offset-2">
              Get credits
            </a>
          </>
        )}
      </span>
    </span>
  );
}
