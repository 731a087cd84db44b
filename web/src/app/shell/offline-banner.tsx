/** Says that the connection is gone, for as long as it is. */
import { onlineManager } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Banner } from "../../ui/banner.tsx";

export function OfflineBanner() {
  const online = useSyncExternalStore(
    (onChange) => onlineManager.subscribe(onChange),
    () => onlineManager.isOnline(),
  );
  if (online) return null;
  return (
    <div className="p-3 pb-0">
      <Banner icon={<WifiOff size={18} />} title="You are offline">
        Your words are kept here and sent when you are back.
      </Banner>
    </div>
  );
}
