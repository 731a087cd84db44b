/** `/history`: every conversation, newest activity first. */
import { usePageTitle } from "../ui/page-title.ts";

export function HistoryRoute() {
  usePageTitle("History");
  return <h1 className="type-section p-8">History</h1>;
}
