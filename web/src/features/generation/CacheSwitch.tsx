/** Whether an identical result will do. The same words everywhere it can be chosen. */
import { Switch } from "../../ui/switch.tsx";
import type { CacheChoice } from "./use-cached-offer.ts";

export function CacheSwitch({ cache }: { cache: CacheChoice }) {
  return (
    <Switch
      label="Reuse an identical result, free"
      note="If you made exactly this before, you see it before you send. Kept with your account."
      checked={cache.allowed}
      onChange={cache.allow}
    />
  );
}
