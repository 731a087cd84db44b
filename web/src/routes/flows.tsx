/** `/flows`: the gallery. Search and category live in the address. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { CREATE_FLOW } from "../app/create-flow.ts";
import { FlowGallery, FlowGallerySkeleton } from "../features/flows/FlowGallery.tsx";
import type { FlowFilter } from "../features/flows/filter.ts";
import { useFlows } from "../features/flows/flows.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { TextInput } from "../ui/text-input.tsx";

const route = getRouteApi("/shell/flows");

export function FlowsRoute() {
  usePageTitle("Flows");
  const flows = useFlows();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const setFilter = (next: FlowFilter) => void navigate({ search: next, replace: true });
  const search = (
    <TextInput
      quiet
      type="search"
      aria-label="Search flows"
      placeholder="Search flows"
      icon={<Search aria-hidden="true" size={16} />}
      value={filter.query ?? ""}
      onChange={(event) => setFilter({ ...filter, query: event.target.value || undefined })}
      className="sm:w-70"
    />
  );
  return (
    <Page
      title="Flows"
      lead="Every way to make something, with its price."
      actions={
        <>
          {search}
          <Link to="/flows/yours" className={buttonClass()}>
            Your flows
          </Link>
        </>
      }
    >
      {flows.isPending && <FlowGallerySkeleton />}
      {flows.isError && <ProblemNotice error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.data && (
        <FlowGallery flows={flows.data} featuredId={CREATE_FLOW} filter={filter} onFilter={setFilter} />
      )}
    </Page>
  );
}
