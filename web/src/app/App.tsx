/** The app: server data, tooltips, addresses, toasts. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { ToastRegion } from "../ui/toast.tsx";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { listenForShortcuts } from "./actions.ts";
import { createQueryClient } from "./query-client.ts";
import { createAppRouter } from "./router.tsx";

const queryClient = createQueryClient();
const router = createAppRouter(queryClient);

export function App() {
  useEffect(listenForShortcuts, []);
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <ToastRegion />
      </TooltipProvider>
    </QueryClientProvider>
  );
}
