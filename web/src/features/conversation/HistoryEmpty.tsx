/** What stands in the history where nothing is: a first step, or a way back from a search. */
import { Link } from "@tanstack/react-router";
import { MessagesSquare, SearchX } from "lucide-react";
import { buttonClass } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

export function HistoryEmpty({
  query,
  createFlowId,
  onClear,
}: {
  query: string;
  createFlowId: string;
  onClear: () => void;
}) {
  if (query !== "")
    return (
      <EmptyState
        icon={<SearchX size={24} strokeWidth={1.5} />}
        title="Nothing found"
        action={
          <button type="button" className={buttonClass()} onClick={onClear}>
            Show all
          </button>
        }
      >
        No conversation has “{query}” in it.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<MessagesSquare size={24} strokeWidth={1.5} />}
      action={
        <Link to="/flow/$flowId" params={{ flowId: createFlowId }} className={buttonClass()}>
          Make the first picture
        </Link>
      }
    >
      Every conversation and its pictures are kept here.
    </EmptyState>
  );
}
