/** `/history`: every conversation, newest activity first. The search stands in the address. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CREATE_FLOW } from "../app/create-flow.ts";
import { HistoryScreen } from "../features/conversation/HistoryScreen.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function HistoryRoute() {
  usePageTitle("History");
  const navigate = useNavigate();
  const search: { query?: unknown } = useSearch({ strict: false });
  const query = typeof search.query === "string" ? search.query : "";
  return (
    <HistoryScreen
      query={query}
      createFlowId={CREATE_FLOW}
      onQuery={(next) =>
        void navigate({
          to: "/history",
          search: next === "" ? {} : ({ query: next } as never),
          replace: true,
        })
      }
    />
  );
}
