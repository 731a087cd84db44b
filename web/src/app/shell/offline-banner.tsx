/** Says that the connection is gone, for as long as it is. */
import { WifiOff } from "lucide-react";
import { OFFLINE, useOnline } from "../../api/online.ts";
import { Banner } from "../../ui/banner.tsx";

export function OfflineBanner() {
  if (useOnline()) return null;
  return (
    <div className="p-3 pb-0">
      <Banner icon={<WifiOff size={18} />} title={OFFLINE.title}>
        {OFFLINE.detail}
      </Banner>
    </div>
  );
}
