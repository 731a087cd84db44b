/** The menu behind the avatar: account, the keyboard map, the API, signing out. */
import { Link } from "@tanstack/react-router";
import {
  ChartColumn,
  CircleUserRound,
  Code,
  CreditCard,
  Keyboard,
  ListOrdered,
  LogOut,
  Plug,
  Scale,
  ShieldCheck,
  Wallet,
} from "lucide-react";
import type { ReactNode } from "react";
import type { User } from "../../api/types.ts";
import { useSignOut } from "../../features/auth/use-sign-out.ts";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../../ui/menu.tsx";
import { openKeyboardMap } from "./keyboard-map-state.ts";

export function UserMenuList({ trigger, user }: { trigger: ReactNode; user: User }) {
  const signOut = useSignOut();
  const { name, email } = user;
  return (
    <Menu trigger={trigger}>
      <MenuLabel>
        <span className="block font-medium text-strong">{name || email}</span>
        {name && <span className="block text-(--text-on-raised)">{email}</span>}
      </MenuLabel>
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/account">
          <CircleUserRound aria-hidden="true" size={16} />
          Account
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/billing">
          <Wallet aria-hidden="true" size={16} />
          Billing
        </Link>
      </MenuItem>
      {user.role === "admin" && (
        <>
          <MenuItem asChild>
            <Link to="/admin/ledger">
              <Scale aria-hidden="true" size={16} />
              Ledger
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/admin/revenue">
              <ChartColumn aria-hidden="true" size={16} />
              Revenue
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/admin/payments">
              <CreditCard aria-hidden="true" size={16} />
              Payments
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/admin/queue">
              <ListOrdered aria-hidden="true" size={16} />
              Queue
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/admin/providers">
              <Plug aria-hidden="true" size={16} />
              Providers
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link to="/admin/moderation">
              <ShieldCheck aria-hidden="true" size={16} />
              Moderation
            </Link>
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Keyboard aria-hidden="true" size={16} />} onSelect={openKeyboardMap}>
        Keyboard map
      </MenuItem>
      <MenuItem asChild>
        <a href="/api/docs">
          <Code aria-hidden="true" size={16} />
          API reference
        </a>
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" size={16} />} onSelect={() => signOut.mutate()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
