/** Adds a flow, or saves a new version of one: paste or drop a TOML or JSON file. What is in the box stays until it is saved. */
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import type { Flow, Mistake } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Field } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { useCheckFlow, useSaveFlow } from "./custom-flows.ts";
import { FlowSteps } from "./FlowSteps.tsx";
import { MistakeList } from "./MistakeList.tsx";

type FlowEditorProps = {
  /** The flow that gets a new version; none for a new flow. */
  flow: Flow | null;
  source: string;
  onSource: (source: string) => void;
  /** Whether flows for everybody can be made. */
  isAdmin: boolean;
  onSaved: (flow: Flow) => void;
  onClose: () => void;
};

export function FlowEditor({ flow, source, onSource, isAdmin, onSaved, onClose }: FlowEditorProps) {
  const [installation, setInstallation] = useState(false);
  const [over, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const save = useSaveFlow(onSaved);
  const check = useCheckFlow();
  const problem = save.error ?? check.error;
  const refused = save.error instanceof ApiProblem ? (save.error.body.errors ?? []) : [];
  const mistakes: Mistake[] = refused.length > 0 ? refused : (check.data?.errors ?? []);

  const take = async (dropped: File | undefined) => {
    if (dropped) change(await dropped.text());
  };
  const change = (next: string) => {
    onSource(next);
    save.reset();
    check.reset();
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const name = flow
    ? `Version ${(flow.custom?.version ?? 0) + 1} of ${flow.name}`
    : "The flow, in TOML or JSON";

  return (
    <form
      aria-label={flow ? "New version" : "New flow"}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        check.reset();
        save.mutate({ source, flowId: flow?.id ?? null, installation });
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside it is the first */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={classNames("rounded-xl", over && "outline-2 outline-primary-line outline-dashed")}
      >
        <Field
          label={name}
          help="Paste it, or drop a file here. It is saved only when it is right."
          aside={
            <Button kind="ghost" size="sm" onClick={() => file.current?.click()} className="max-sm:h-11">
              <FileUp aria-hidden="true" size={14} />
              Choose a file
            </Button>
          }
        >
          {(control) => (
            <TextArea
              {...control}
              rows={16}
              spellCheck={false}
              value={source}
              onChange={(event) => change(event.target.value)}
              className="font-mono text-fact"
            />
          )}
        </Field>
        <input
          ref={file}
          type="file"
          accept=".toml,.json"
          aria-label="File of the flow"
          className="hidden"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {isAdmin && !flow && (
        <Switch
          label="For everybody on this installation"
          checked={installation}
          onChange={setInstallation}
        />
      )}
      <MistakeList
        tone="bad"
        title={mistakes.length === 1 ? "One place needs a change" : `${mistakes.length} places need a change`}
        mistakes={mistakes}
      />
      {problem && refused.length === 0 && (
        <p role="alert" className="text-error-text">
          {wordsFor(problem).sentence}
        </p>
      )}
      {check.data && check.data.errors.length === 0 && (
        <section role="status" className="grid gap-3">
          <p className="text-success">It can be saved.</p>
          <FlowSteps steps={check.data.steps} />
          <MistakeList tone="warn" title="To look at" mistakes={check.data.warnings} />
        </section>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button kind="ghost" onClick={onClose}>
          Close
        </Button>
        <Button
          busy={check.isPending}
          disabled={source.trim() === ""}
          onClick={() => {
            save.reset();
            check.mutate(source);
          }}
        >
          Check
        </Button>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={source.trim() === ""}>
          {flow ? "Save new version" : "Save flow"}
        </Button>
      </div>
    </form>
  );
}
