/** Select menu: one of a few, behind a button that shows the choice. The list itself loads after the first paint. */
import { lazy } from "react";
import { keepTrying } from "./keep-trying.ts";
import type { SelectMenuProps } from "./select-menu-list.tsx";
import { UntilLoaded } from "./until-loaded.tsx";

const SelectMenuList = lazy(async () => ({
  default: (await keepTrying(() => import("./select-menu-list.tsx"))).SelectMenuList,
}));

export function SelectMenu<Value extends string>(props: SelectMenuProps<Value>) {
  const { onChange, ...rest } = props;
  return (
    <UntilLoaded button={props.trigger}>
      {/* Loading forgets the type of the value; the list only answers with one it was given. */}
      <SelectMenuList {...rest} onChange={(next) => onChange(next as Value)} />
    </UntilLoaded>
  );
}
