/** The places on a phone, 64 px and the safe area; away while the keyboard is open. */
import { Link, useLocation } from "@tanstack/react-router";
import { ACCOUNT, CREATE, currentAt, FLOWS, HISTORY } from "./places.ts";
import { useTyping } from "./use-typing.ts";

export function BottomBar() {
  const { pathname } = useLocation();
  const typing = useTyping();
  if (typing) return null;
  return (
    <nav
      aria-label="Main"
      className="grid h-[calc(var(--h-bottombar)+env(safe-area-inset-bottom))] grid-cols-4 border-t border-line-subtle bg-canvas pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {[CREATE, FLOWS, HISTORY, ACCOUNT].map((place) => (
        <Link
          key={place.name}
          to={place.to}
          params={place.params}
          aria-current={currentAt(pathname, place)}
          className="grid content-center justify-items-center gap-1 text-small text-muted -outline-offset-2 aria-[current]:text-strong aria-[current]:[&_svg]:text-primary-text"
        >
          <place.icon aria-hidden="true" size={22} />
          {place.name}
        </Link>
      ))}
    </nav>
  );
}
