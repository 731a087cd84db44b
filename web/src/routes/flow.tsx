/** `/flow/$flowId` and `/flow/$flowId/c/$conversationId`: the chat with a flow. */
import { useParams } from "@tanstack/react-router";
import { usePageTitle } from "../ui/page-title.ts";

export function FlowRoute() {
  const { flowId } = useParams({ strict: false });
  usePageTitle(flowId ?? "Create");
  return <h1 className="type-section p-8">{flowId}</h1>;
}
