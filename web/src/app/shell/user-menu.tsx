/** The avatar, and the menu behind it, which loads after the first paint. */
import { lazy } from "react";
import { useSession } from "../../features/auth/session.ts";
import { Avatar, initials } from "../../ui/avatar.tsx";
import { keepTrying } from "../../ui/keep-trying.ts";
import { UntilLoaded } from "../../ui/until-loaded.tsx";

const UserMenuList = lazy(async () => ({
  default: (await keepTrying(() => import("./user-menu-list.tsx"))).UserMenuList,
}));

export function UserMenu() {
  const { data: session } = useSession();
  if (!session) return null;
  const { name, email } = session.user;
  const trigger = (
    <button
      type="button"
      aria-label={`Account of ${name || email}, ${initials(name || email)}`}
      className="grid size-9 place-items-center rounded-full max-sm:size-11"
    >
      <Avatar name={name || email} />
    </button>
  );
  return (
    <UntilLoaded button={trigger}>
      <UserMenuList trigger={trigger} user={session.user} />
    </UntilLoaded>
  );
}
