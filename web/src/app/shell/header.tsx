/** Header: mark and name, places, running work, balance, account. On phones the page's name. */
import { Link, useLocation } from "@tanstack/react-router";
import { BalancePill } from "../../features/credits/BalancePill.tsx";
import { Brand, Mark } from "../../ui/mark.tsx";
import { TitlePlace } from "../../ui/title-place.tsx";
import { HeaderActivity } from "../composition.tsx";
import { CREATE, currentAt, FLOWS, HISTORY } from "./places.ts";
import { UserMenu } from "./user-menu.tsx";

const LINK =
  "rounded-lg px-3 py-1.5 text-muted transition-colors hover:text-strong aria-[current]:text-strong";

export function Header() {
  const { pathname } = useLocation();
  return (
    <header className="relative col-span-full flex items-center pr-2 pl-4 sm:pr-4 sm:pl-5">
      <Link to="/" aria-label="Marty Martin, home" className="rounded-lg lg:w-57">
        <span className="max-sm:hidden">
          <Brand />
        </span>
        <span className="grid size-11 -translate-x-2.5 place-items-center sm:hidden">
          <Mark />
        </span>
      </Link>
      <TitlePlace />
      <nav aria-label="Main" className="flex gap-0.5 max-lg:ml-6 max-sm:hidden lg:-ml-3">
        {[CREATE, FLOWS, HISTORY].map((place) => (
          <Link
            key={place.name}
            to={place.to}
            params={place.params}
            aria-current={currentAt(pathname, place)}
            className={LINK}
          >
            {place.name}
          </Link>
        ))}
        <a href="/api/docs" className={LINK}>
          API
        </a>
      </nav>
      <div className="ml-auto flex items-center gap-2 pl-3">
        <HeaderActivity />
        <BalancePill />
        <UserMenu />
      </div>
    </header>
  );
}
