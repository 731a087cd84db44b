/** The details and full screen, loaded when first opened: a chat that only shows and sends does not pay for them. */
import { lazy, Suspense } from "react";
import { keepTrying } from "../../ui/keep-trying.ts";
import type { DetailsHostProps } from "./DetailsHost.tsx";

const DetailsHost = lazy(async () => ({
  default: (await keepTrying(() => import("./DetailsHost.tsx"))).DetailsHost,
}));

/** Stays once it was needed, so that closing can still be animated and the phone's sheet can give its focus back. */
export function DetailsLazy(props: DetailsHostProps & { wanted: boolean }) {
  const { wanted, ...rest } = props;
  if (!wanted) return null;
  return (
    <Suspense>
      <DetailsHost {...rest} />
    </Suspense>
  );
}
