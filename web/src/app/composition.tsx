/**
 * What the chat gives to the shell: the list of recent conversations in the sidebar, the
 * sign of running work in the header, and the live connection. The shell knows only
 * these three names.
 */
import { useSession } from "../features/auth/session.ts";
import { RecentConversations } from "../features/conversation/RecentConversations.tsx";
import { RunningCount } from "../features/conversation/RunningCount.tsx";
import { NoticeBanner } from "../features/notices/NoticeBanner.tsx";
import { LiveUpdates } from "../live/LiveUpdates.tsx";

/** "Recent" in the sidebar, with its own label. */
export function SidebarRecent() {
  return <RecentConversations />;
}

/** "1 running" in the header, only while something runs. */
export function HeaderActivity() {
  return <RunningCount />;
}

/** What was told and nobody has seen, above the page. */
export function Notices() {
  return <NoticeBanner />;
}

/** Keeps the event stream open while someone is signed in; draws nothing. */
export function LiveConnection() {
  const { data: session } = useSession();
  return session ? <LiveUpdates userId={session.user.id} /> : null;
}
