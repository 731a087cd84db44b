/** Plain text from the document: paragraphs, with `code` between backticks. */
export function Words({ text, className }: { text: string; className?: string }) {
  return text
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((paragraph) => (
      <p key={paragraph} className={className}>
        {paragraph.split("`").map((part, index) =>
          index % 2 === 1 ? (
            <code
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never move
              key={index}
              className="rounded-xs bg-surface-2 px-1 font-mono text-[0.92em] text-strong"
            >
              {part}
            </code>
          ) : (
            part
          ),
        )}
      </p>
    ));
}
