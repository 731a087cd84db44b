/** `/flows/yours`: one's own flows, and adding one. */
import { Link } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { useState } from "react";
import { wordsFor } from "../api/problems.ts";
import type { Flow } from "../api/types.ts";
import { useSession } from "../features/auth/session.ts";
import { readVersion } from "../features/flows/custom-flows.ts";
import { FlowEditor } from "../features/flows/FlowEditor.tsx";
import { useFlows } from "../features/flows/flows.ts";
import { OwnFlow } from "../features/flows/OwnFlow.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { toast } from "../ui/toast.tsx";

/** What is in the editor outlives a reload, until it is saved. */
const KEPT = "marty.flow-source";

type Editing = { flow: Flow | null; source: string };

export function CustomFlowsRoute() {
  usePageTitle("Your flows");
  const { data: session } = useSession();
  const flows = useFlows();
  const [editing, setEditing] = useState<Editing | null>(() => {
    const kept = readKept();
    return kept === "" ? null : { flow: null, source: kept };
  });
  const own = flows.data?.filter(({ custom }) => custom?.changeable) ?? [];
  const isAdmin = session?.user.role === "admin";
  const mayMake = session?.user.plan === "studio" || isAdmin;

  const open = async (flow: Flow, version: number) => {
    try {
      setEditing({ flow, source: await readVersion(flow.id, version) });
      window.scrollTo({ top: 0 });
      document.getElementById("page")?.scrollTo({ top: 0 });
    } catch (error) {
      toast({ tone: "bad", title: "Not opened", detail: wordsFor(error).sentence });
    }
  };
  const change = (source: string) => {
    if (!editing?.flow) keep(source);
    setEditing((before) => before && { ...before, source });
  };
  const onSaved = (saved: Flow) => {
    if (!editing?.flow) keep("");
    setEditing(null);
    toast({ tone: "ok", title: `Saved ${saved.name}`, detail: `Version ${saved.custom?.version ?? 1}.` });
  };
  const add = (
    <>
      <Link to="/flows" className={buttonClass("ghost")}>
        All flows
      </Link>
      <Button
        kind={own.length === 0 || editing ? "second" : "primary"}
        disabled={!mayMake || editing !== null}
        onClick={() => setEditing({ flow: null, source: readKept() })}
      >
        <Plus aria-hidden="true" size={16} />
        Add a flow
      </Button>
    </>
  );

  return (
    <Page title="Your flows" lead="Several steps as one run, from a form of your own." actions={add} narrow>
      {flows.isError && !flows.data && (
        <ProblemNotice error={flows.error} onRetry={() => void flows.refetch()} />
      )}
      {editing && (
        <PageCard title={editing.flow ? "New version" : "New flow"}>
          <FlowEditor
            key={editing.flow?.id ?? "new"}
            flow={editing.flow}
            source={editing.source}
            onSource={change}
            isAdmin={isAdmin}
            onSaved={onSaved}
            onClose={() => setEditing(null)}
          />
        </PageCard>
      )}
      {flows.data && own.length === 0 && !editing && (
        <EmptyState icon={<Workflow size={24} strokeWidth={1.5} />} title="No flow of your own yet">
          {mayMake
            ? "Write one in TOML or JSON: its form, and the steps that are made from it."
            : "Flows of your own are part of the Studio plan."}
        </EmptyState>
      )}
      <div className="grid gap-4">
        {own.map((flow) => (
          <OwnFlow key={flow.id} flow={flow} onEdit={(version) => void open(flow, version)} />
        ))}
      </div>
    </Page>
  );
}

function readKept(): string {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}

function keep(source: string): void {
  try {
    if (source === "") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, source);
  } catch {
    // Storage may be full or forbidden: the text then lives as long as the page.
  }
}
