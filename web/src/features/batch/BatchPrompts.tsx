/** Prompts, one a line, and rows of a table that was dropped or chosen, each of which can be taken out again. */
import { FileUp, X } from "lucide-react";
import { useId, useState } from "react";
import { buttonClass } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Field } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { type BatchDraft, promptsOf } from "./batch-draft.ts";

type BatchPromptsProps = {
  draft: BatchDraft;
  onChange: (change: Partial<BatchDraft>) => void;
  reading: boolean;
  onFile: (file: File) => void;
};

export function BatchPrompts({ draft, onChange, reading, onFile }: BatchPromptsProps) {
  const [over, setOver] = useState(false);
  const inputId = useId();
  const count = promptsOf(draft.lines).length + draft.rows.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has the button beside it as its keyboard way
    <div
      className={classNames("grid gap-3 rounded-lg", over && "outline-2 outline-focus")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <Field
        label="Prompts"
        help="One a line. Shape, style and quality are the composer's."
        aside={<span className="text-small text-muted">{formatCount(count)} of 500</span>}
      >
        {(control) => (
          <textarea
            {...control}
            rows={5}
            value={draft.lines}
            onChange={(event) => onChange({ lines: event.target.value })}
            className="w-full resize-y rounded-lg bg-inset px-3 py-2 text-body inset-ring inset-ring-line-control"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3 text-small text-muted">
        <label
          htmlFor={inputId}
          className={classNames(
            buttonClass("second", "sm"),
            "cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-focus max-sm:h-11",
          )}
        >
          <input
            id={inputId}
            type="file"
            accept=".csv,text/csv,text/plain"
            className="sr-only"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) onFile(file);
              event.target.value = "";
            }}
          />
          <FileUp aria-hidden="true" size={14} />
          Add a CSV
        </label>
        <span>{reading ? "Reading the file" : "Columns: prompt, aspect_ratio, style, quality, seed"}</span>
      </div>
      <RowMistakes draft={draft} />
      {draft.rows.length > 0 && <Rows draft={draft} onChange={onChange} />}
    </div>
  );
}

function RowMistakes({ draft }: { draft: BatchDraft }) {
  if (draft.mistakeCount === 0) return null;
  const rest = draft.mistakeCount - draft.mistakes.length;
  return (
    <section role="alert" className="grid gap-1 text-small text-error-text">
      <p className="font-medium">
        {draft.mistakeCount === 1 ? "1 mistake" : `${formatCount(draft.mistakeCount)} mistakes`} in the file.
        These rows were left out.
      </p>
      <ul className="max-h-30 overflow-y-auto scroll-quiet">
        {draft.mistakes.map(({ line, column, message }) => (
          <li key={`${line}-${column}-${message}`}>
            Row {line}
            {column && `, ${column}`}: {message}
          </li>
        ))}
        {rest > 0 && <li>… and {formatCount(rest)} more</li>}
      </ul>
    </section>
  );
}

function Rows({ draft, onChange }: Pick<BatchPromptsProps, "draft" | "onChange">) {
  return (
    <div className="max-h-60 overflow-y-auto rounded-lg inset-ring inset-ring-line-subtle scroll-quiet">
      <table className="w-full table-fixed text-left text-fact">
        <thead className="sr-only">
          <tr>
            <th>Prompt</th>
            <th>Choices</th>
            <th>Remove</th>
          </tr>
        </thead>
        <tbody>
          {draft.rows.map(({ prompt, ...choices }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and two may be the same
            <tr key={index} className="border-b border-line-subtle">
              <td className="truncate px-3 py-1.5 text-body">{prompt}</td>
              <td className="w-2/5 truncate px-2 text-small text-muted">
                {Object.values(choices).join(", ")}
              </td>
              <td className="w-11 text-right">
                <IconButton
                  label={`Remove row ${index + 1}`}
                  size="sm"
                  onClick={() =>
                    onChange({
                      rows: draft.rows.filter((_, place) => place !== index),
                      mistakes: [],
                      mistakeCount: 0,
                    })
                  }
                >
                  <X aria-hidden="true" size={14} />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
