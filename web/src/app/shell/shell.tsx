/**
 * The frame around every screen of someone signed in: header over everything, sidebar (a
 * rail of icons on tablets, a bottom bar on phones), and the sheet, which alone scrolls.
 */
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "../../features/auth/session.ts";
import { useCurrentPageTitle } from "../../ui/page-title.ts";
import { LiveConnection, Notices } from "../composition.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { GlobalActions } from "./global-actions.tsx";
import { Header } from "./header.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { Sidebar } from "./sidebar.tsx";

export function Shell() {
  const { data: session } = useSession();
  const router = useRouter();
  const location = useLocation();
  const title = useCurrentPageTitle();

  // The session may end while a screen is open. The way back is remembered as it is at that
  // moment: while the sign-in page loads, the address is already another one.
  useEffect(() => {
    if (session !== null) return;
    void router.navigate({ to: "/sign-in", search: { next: router.state.location.href }, replace: true });
  }, [session, router]);
  if (!session) return null;

  const inChat = location.pathname.startsWith("/flow/");
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[52px_minmax(0,1fr)_auto] sm:grid-cols-[var(--w-rail)_minmax(0,1fr)] sm:grid-rows-[var(--h-header)_minmax(0,1fr)] lg:grid-cols-[var(--w-sidebar)_minmax(0,1fr)]">
      <a
        href="#page"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-surface-2 px-4 py-2.5 font-medium text-strong shadow-e2 focus:translate-y-0"
      >
        {inChat ? "Skip to the conversation" : "Skip to the page"}
      </a>
      <Header />
      <Sidebar />
      <div className="relative flex min-h-0 flex-col overflow-hidden sm:mr-2 sm:mb-2 sm:rounded-2xl sm:bg-sheet sm:inset-ring sm:inset-ring-line-subtle">
        <OfflineBanner />
        <main
          id="page"
          tabIndex={-1}
          className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 scroll-quiet"
          data-scroll-restoration-id="page-scroll"
        >
          {!inChat && <Notices />}
          <Outlet />
        </main>
      </div>
      <BottomBar />
      <p className="sr-only" aria-live="polite">
        {title}
      </p>
      <GlobalActions />
      <LiveConnection />
    </div>
  );
}
