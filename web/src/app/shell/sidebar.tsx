/** Sidebar: new conversation, search, the flows there are, what was made last, account. */
import { createLink, useLocation } from "@tanstack/react-router";
import {
  AudioLines,
  Clapperboard,
  Image,
  LayoutGrid,
  type LucideIcon,
  Route,
  Search,
  Settings,
  Smile,
  SquarePen,
  WandSparkles,
  Workflow,
} from "lucide-react";
import type { ComponentProps } from "react";
import type { Flow, FlowCategory } from "../../api/types.ts";
import { useFlows } from "../../features/flows/flows.ts";
import { Kbd } from "../../ui/kbd.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useMediaQuery, WIDE } from "../../ui/use-media-query.ts";
import { SidebarRecent } from "../composition.tsx";
import { CREATE_FLOW } from "../create-flow.ts";
import type { Place } from "./places.ts";

const ROW =
  "flex h-8.5 items-center gap-2.5 rounded-lg px-2 text-muted transition-colors hover:bg-surface-1 hover:text-strong aria-[current]:bg-surface-1 aria-[current]:text-strong aria-[current]:inset-ring aria-[current]:inset-ring-line-subtle aria-[current]:[&_svg]:text-primary-text max-lg:h-10 max-lg:justify-center";

const CATEGORY_ICONS: Record<FlowCategory, LucideIcon> = {
  picture: Image,
  video: Clapperboard,
  voice: AudioLines,
  "lip-sync": Smile,
  tools: WandSparkles,
  yours: Workflow,
};

/** More than this would push what was made last off the screen; the others are in the gallery. */
const MOST_FLOWS = 8;

export function Sidebar() {
  const { pathname } = useLocation();
  const { data: flows } = useFlows();
  return (
    <aside
      aria-label="Flows and recent conversations"
      className="flex min-h-0 flex-col gap-0.5 overflow-y-auto px-3 pt-1.5 pb-3 scroll-quiet max-sm:hidden"
    >
      <SideLink
        icon={SquarePen}
        label="New conversation"
        keys="N"
        to="/flow/$flowId"
        params={{ flowId: CREATE_FLOW }}
      />
      <SideLink icon={Search} label="Search" keys="/" to="/history" />
      <SideLabel>Flows</SideLabel>
      <SideLink icon={LayoutGrid} label="All flows" to="/flows" current={pathname === "/flows"} />
      {flows
        ?.filter((flow) => flow.available)
        .slice(0, MOST_FLOWS)
        .map((flow) => (
          <SideLink
            key={flow.id}
            icon={iconOf(flow)}
            label={flow.name}
            to="/flow/$flowId"
            params={{ flowId: flow.id }}
            current={pathname === `/flow/${flow.id}`}
          />
        ))}
      <div className="max-lg:hidden">
        <SidebarRecent />
      </div>
      <div className="mt-auto pt-2">
        <SideLink icon={Settings} label="Account" to="/account" current={pathname === "/account"} />
      </div>
    </aside>
  );
}

function iconOf(flow: Flow): LucideIcon {
  return flow.id === CREATE_FLOW ? Route : CATEGORY_ICONS[flow.category];
}

function SideLabel({ children }: { children: string }) {
  return <h2 className="px-2 pt-4.5 pb-1.5 text-small text-muted max-lg:hidden">{children}</h2>;
}

/**
 * A link that is current only where its row says so: the router would also mark every link whose
 * address begins like the page's, "New conversation" in the middle of one.
 */
const SideAnchor = createLink(({ isCurrent, ...rest }: ComponentProps<"a"> & { isCurrent?: boolean }) => (
  <a {...rest} aria-current={isCurrent ? "page" : undefined} />
));

type SideLinkProps = Pick<Place, "to" | "params"> & {
  icon: LucideIcon;
  label: string;
  keys?: string;
  current?: boolean;
};

/** One row; on the rail only its icon, with the label as tooltip. */
function SideLink({ icon: Icon, label, keys, current, to, params }: SideLinkProps) {
  const wide = useMediaQuery(WIDE);
  const link = (
    <SideAnchor to={to} params={params} isCurrent={current} className={ROW}>
      <Icon aria-hidden="true" size={18} />
      <span className="truncate max-lg:sr-only">{label}</span>
      {keys && (
        <span aria-hidden="true" className="ml-auto max-lg:hidden">
          <Kbd>{keys}</Kbd>
        </span>
      )}
    </SideAnchor>
  );
  if (wide) return link;
  return (
    <Tooltip label={label} keys={keys} side="right">
      {link}
    </Tooltip>
  );
}
