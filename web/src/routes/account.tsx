/** `/account`: profile, credits, this browser, signing out. */
import { Link } from "@tanstack/react-router";
import type { User } from "../api/types.ts";
import { BrowserPreferences } from "../features/account/BrowserPreferences.tsx";
import { InviteFriends } from "../features/account/InviteFriends.tsx";
import { ProfileForm } from "../features/account/ProfileForm.tsx";
import { useReplaceUser, useSession } from "../features/auth/session.ts";
import { useSignOut } from "../features/auth/use-sign-out.ts";
import { Lots } from "../features/credits/BalancePanel.tsx";
import { useBalanceDetails } from "../features/credits/balance.ts";
import { planName } from "../features/flows/price-from.ts";
import { CacheSwitch } from "../features/generation/CacheSwitch.tsx";
import { OwnKeys } from "../features/keys/OwnKeys.tsx";
import { Button } from "../ui/button.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { useCacheChoice } from "./use-cache-choice.ts";

export function AccountRoute() {
  usePageTitle("Account");
  const { data: session } = useSession();
  const replaceUser = useReplaceUser();
  const signOut = useSignOut();
  if (!session) return null;
  return (
    <Page title="Account" narrow>
      <PageCard title="Profile">
        <ProfileForm user={session.user} onSaved={replaceUser} />
      </PageCard>
      <PageCard
        title="Credits"
        note={`${planName(session.user.plan)} plan. A run that fails or is cancelled costs nothing.`}
      >
        <Credits />
      </PageCard>
      <PageCard title="Invite friends">
        <InviteFriends />
      </PageCard>
      <PageCard title="Making" note="Kept with your account, the same on every computer.">
        <CachePreference user={session.user} />
      </PageCard>
      <PageCard title="Your own keys" note="For providers that you have an account with.">
        <OwnKeys />
      </PageCard>
      <PageCard title="This browser" note="Kept here, not with your account.">
        <BrowserPreferences />
      </PageCard>
      <PageCard title="Session" note="Running work goes on after you sign out and waits for you.">
        <Button busy={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </PageCard>
    </Page>
  );
}

function Credits() {
  const { data: balance } = useBalanceDetails();
  return (
    <div className="grid min-h-20 content-start gap-4">
      {balance && <Lots balance={balance} />}
      <Link to="/billing" className="justify-self-start text-primary-text underline underline-offset-4">
        Use, transactions and budget
      </Link>
    </div>
  );
}

function CachePreference({ user }: { user: User }) {
  return <CacheSwitch cache={useCacheChoice(user)} />;
}
