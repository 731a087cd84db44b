/**
 * The addresses of the app. Routes are thin: each names a screen and loads it when it is
 * first wanted. Screens inside the shell ask for a session before they load.
 *
 * A conversation is a child address of its flow with no screen of its own, so that a new
 * conversation that gets its id keeps the same screen, words and scroll position.
 */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { nextPath } from "../features/auth/next-path.ts";
import { sessionQuery, wasSignedIn } from "../features/auth/session.ts";
import { branchSearch } from "../features/conversation/branch-search.ts";
import { flowFilter } from "../features/flows/filter.ts";
import { CREATE_FLOW } from "./create-flow.ts";
import { NotFound } from "./not-found.tsx";
import { RouteError } from "./route-error.tsx";

type RouterContext = { queryClient: QueryClient };

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const landingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    // A newcomer sees the page at once; only someone who was signed in waits for the answer.
    if (!wasSignedIn()) return;
    const session = await context.queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ to: "/flow/$flowId", params: { flowId: CREATE_FLOW } });
  },
  component: lazyRouteComponent(() => import("../routes/landing.tsx"), "LandingRoute"),
});

const pricingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pricing",
  component: lazyRouteComponent(() => import("../routes/pricing.tsx"), "PricingRoute"),
});

const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "guest",
  validateSearch: (search): { next?: string; friend?: string } => ({
    next: nextPath(search.next),
    friend: typeof search.friend === "string" ? search.friend : undefined,
  }),
  beforeLoad: async ({ context, search }) => {
    if (!wasSignedIn()) return;
    const session = await context.queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (session) throw redirect({ href: search.next ?? `/flow/${CREATE_FLOW}` });
  },
  component: Outlet,
});

const signInRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("../routes/sign-in.tsx"), "SignInRoute"),
});

const signUpRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("../routes/sign-up.tsx"), "SignUpRoute"),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
});

const flowsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/flows",
  validateSearch: flowFilter,
  component: lazyRouteComponent(() => import("../routes/flows.tsx"), "FlowsRoute"),
});

const customFlowsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/flows/yours",
  component: lazyRouteComponent(() => import("../routes/custom-flows.tsx"), "CustomFlowsRoute"),
});

const flowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/flow/$flowId",
  component: lazyRouteComponent(() => import("../routes/flow.tsx"), "FlowRoute"),
});

const conversationRoute = createRoute({
  getParentRoute: () => flowRoute,
  path: "/c/$conversationId",
  validateSearch: branchSearch,
});

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/history",
  component: lazyRouteComponent(() => import("../routes/history.tsx"), "HistoryRoute"),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("../routes/account.tsx"), "AccountRoute"),
});

const billingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/billing",
  validateSearch: (search): { coupon?: string } =>
    typeof search.coupon === "string" ? { coupon: search.coupon } : {},
  component: lazyRouteComponent(() => import("../routes/billing.tsx"), "BillingRoute"),
});

const ledgerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/ledger",
  component: lazyRouteComponent(() => import("../routes/ledger.tsx"), "LedgerRoute"),
});

const checkoutRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/checkout",
  validateSearch: (search): { id: string; returned?: true } => ({
    id: typeof search.id === "string" ? search.id : "",
    // The payment service's own page sends customers back with it.
    ...(search.returned === true && { returned: true }),
  }),
  component: lazyRouteComponent(() => import("../routes/checkout.tsx"), "CheckoutRoute"),
});

const paymentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/payments",
  component: lazyRouteComponent(() => import("../routes/payments.tsx"), "PaymentsRoute"),
});

const revenueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/revenue",
  component: lazyRouteComponent(() => import("../routes/revenue.tsx"), "RevenueRoute"),
});

const queueRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/queue",
  component: lazyRouteComponent(() => import("../routes/queue.tsx"), "QueueRoute"),
});

const providersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/providers",
  component: lazyRouteComponent(() => import("../routes/providers.tsx"), "ProvidersRoute"),
});

const moderationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin/moderation",
  component: lazyRouteComponent(() => import("../routes/moderation.tsx"), "ModerationRoute"),
});

const routeTree = rootRoute.addChildren([
  landingRoute,
  pricingRoute,
  guestRoute.addChildren([signInRoute, signUpRoute]),
  shellRoute.addChildren([
    flowsRoute,
    customFlowsRoute,
    flowRoute.addChildren([conversationRoute]),
    historyRoute,
    accountRoute,
    billingRoute,
    checkoutRoute,
    paymentsRoute,
    revenueRoute,
    queueRoute,
    ledgerRoute,
    providersRoute,
    moderationRoute,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    scrollToTopSelectors: ["#page"],
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
