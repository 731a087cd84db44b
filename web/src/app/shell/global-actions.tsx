/** The actions that work on every screen, and the map that shows them all. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { keepTrying } from "../../ui/keep-trying.ts";
import { type Action, useActions } from "../actions.ts";
import { CREATE_FLOW } from "../create-flow.ts";
import { openKeyboardMap, setKeyboardMapOpen, useKeyboardMapOpen } from "./keyboard-map-state.ts";

/** Loaded when it is first opened. */
const KeyboardMap = lazy(() =>
  keepTrying(() => import("./keyboard-map.tsx")).then((module) => ({ default: module.KeyboardMap })),
);

export function GlobalActions() {
  const navigate = useNavigate();
  const actions = useMemo<Action[]>(() => {
    const always = () => true;
    const create = () => void navigate({ to: "/flow/$flowId", params: { flowId: CREATE_FLOW } });
    return [
      { id: "new", label: "New conversation", shortcut: "N", canRun: always, run: create },
      {
        id: "search",
        label: "Search conversations",
        shortcut: "/",
        canRun: always,
        run: () => void navigate({ to: "/history" }).then(focusSearch),
      },
      { id: "go-create", label: "Go to Create", shortcut: "G then C", canRun: always, run: create },
      {
        id: "go-flows",
        label: "Go to Flows",
        shortcut: "G then F",
        canRun: always,
        run: () => void navigate({ to: "/flows" }),
      },
      {
        id: "go-history",
        label: "Go to History",
        shortcut: "G then H",
        canRun: always,
        run: () => void navigate({ to: "/history" }),
      },
      { id: "keyboard-map", label: "This map", shortcut: "?", canRun: always, run: openKeyboardMap },
    ];
  }, [navigate]);
  useActions(actions);
  const mapOpen = useKeyboardMapOpen();
  return (
    mapOpen && (
      <Suspense fallback={null}>
        <KeyboardMap onOpenChange={setKeyboardMapOpen} />
      </Suspense>
    )
  );
}

/** The page's search field takes the cursor, where the page has one. */
function focusSearch(): void {
  document.querySelector<HTMLInputElement>("#page input[type=search]")?.focus();
}
