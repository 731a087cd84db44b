/** Starts the API reference page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "../ui/preferences.ts";
import { TooltipProvider } from "../ui/tooltip.tsx";
import { Reference } from "./Reference.tsx";
import "../ui/base.css";

applyPreferences();

const root = document.getElementById("root");
if (!root) throw new Error("reference.html has no #root");
createRoot(root).render(
  <StrictMode>
    <TooltipProvider>
      <Reference />
    </TooltipProvider>
  </StrictMode>,
);
