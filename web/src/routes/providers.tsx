/** `/admin/providers`: for administrators; to everybody else the server says that there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { AddKey } from "../features/keys/AddKey.tsx";
import { KeyActions } from "../features/keys/KeyActions.tsx";
import { ProviderCard } from "../features/providers/ProviderCard.tsx";
import { providersQuery, useSwitchProvider } from "../features/providers/providers.ts";
import { Page } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

export function ProvidersRoute() {
  usePageTitle("Providers");
  const { data, error, refetch } = useQuery(providersQuery);
  const change = useSwitchProvider();
  const lead = "Who does the work. A paused provider finishes what it has; new runs wait in line.";
  return (
    <Page title="Providers" lead={lead} narrow>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && [0, 1, 2].map((place) => <Skeleton key={place} className="h-56 rounded-2xl" />)}
      {data?.items.map((provider) => (
        <ProviderCard
          key={provider.id}
          provider={provider}
          busy={change.isPending}
          onPaused={(paused) => change.mutate({ id: provider.id, paused })}
          addKey={<AddKey scope="installation" provider={provider.id} />}
          actionsOf={({ id, switchedOn, unreadable }, name) => (
            <KeyActions scope="installation" {...{ id, name, switchedOn, unreadable }} />
          )}
        />
      ))}
      {data?.items.length === 0 && <p className="text-muted">No provider is switched on.</p>}
    </Page>
  );
}
