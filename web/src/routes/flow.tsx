/** `/flow/$flowId` and `/flow/$flowId/c/$conversationId`: the chat with a flow. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useSession } from "../features/auth/session.ts";
import { branchSearch } from "../features/conversation/branch-search.ts";
import { useBalance } from "../features/credits/balance.ts";
import { flowQuery, useFlows } from "../features/flows/flows.ts";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { ChatScreen } from "./chat/ChatScreen.tsx";
import { ChatSkeleton } from "./chat/ChatSkeleton.tsx";

export function FlowRoute() {
  const { flowId = "", conversationId } = useParams({ strict: false });
  const { branch } = branchSearch(useSearch({ strict: false }));
  const { data: session } = useSession();
  const flows = useFlows();
  const { data: balance } = useBalance();
  const flow = flows.data?.find(({ id }) => id === flowId);
  const archived = useQuery({
    ...flowQuery(flowId),
    enabled: flows.data !== undefined && !flow && conversationId !== undefined,
  });

  if (flows.isError && !flows.data)
    return <ProblemNotice error={flows.error} onRetry={() => void flows.refetch()} />;
  if (!session || !flows.data) return <ChatSkeleton inThread={conversationId !== undefined} />;
  // What a flow made stays to be read, also after the flow was archived.
  if (!flow && conversationId !== undefined && archived.isPending) return <ChatSkeleton inThread />;
  const shown = flow ?? (conversationId === undefined ? undefined : archived.data);
  if (!shown || (!shown.available && conversationId === undefined))
    return <NoSuchFlow reason={shown?.unavailableReason ?? null} />;
  return (
    <ChatScreen
      key={shown.id}
      user={session.user}
      flow={shown}
      available={balance?.available}
      conversationId={conversationId}
      branch={branch}
    />
  );
}

function NoSuchFlow({ reason }: { reason: string | null }) {
  return (
    <div className="grid min-h-full place-items-center">
      <EmptyState
        icon={<Compass size={24} strokeWidth={1.5} />}
        title={reason ? "This flow is not available here" : "There is no such flow here"}
        action={
          <Link to="/flows" className={buttonClass()}>
            See the flows there are
          </Link>
        }
      >
        {reason ?? "It may have been renamed or taken away. Your pictures are in the history."}
      </EmptyState>
    </div>
  );
}
