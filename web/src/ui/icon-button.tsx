/** An icon alone, only where it is universal: always with a name, which is also its tooltip. */
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";

type IconButtonProps = ComponentProps<"button"> & {
  label: string;
  /** A shortcut shown in the tooltip. */
  keys?: string;
  size?: "sm" | "md";
  /** Over a picture the icon stands on a scrim. */
  onMedia?: boolean;
};

export function IconButton({ label, keys, size = "md", onMedia, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={classNames(
          "inline-grid shrink-0 place-items-center rounded-lg transition-colors disabled:text-disabled max-sm:size-11 pointer-coarse:size-11",
          size === "sm" ? "size-7" : "size-9",
          onMedia
            ? "bg-(--scrim-chip) text-(--text-on-image) hover:bg-(--scrim-chip-hover)"
            : "text-muted hover:bg-surface-2 hover:text-strong",
          className,
        )}
      />
    </Tooltip>
  );
}
