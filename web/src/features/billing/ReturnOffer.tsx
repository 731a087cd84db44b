/** What is offered to somebody whose plan ended a while ago. */
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useEffect } from "react";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { formatDay } from "../../ui/format-day.ts";
import { markShown, offersQuery } from "./offers.ts";

export function ReturnOffer({ onTake }: { onTake: (code: string) => void }) {
  const { data } = useQuery(offersQuery);
  const offer = data?.returning ?? null;
  useEffect(() => {
    if (offer) markShown(offer.code);
  }, [offer]);
  if (!offer) return null;
  return (
    <div className="mb-5">
      <Banner
        icon={<Undo2 size={18} />}
        title={`${offer.title}: ${offer.percentOff}% off your first payment`}
        action={
          <Button size="sm" onClick={() => onTake(offer.code)}>
            Choose a plan
          </Button>
        }
      >
        With the code {offer.code}, until {formatDay(offer.until)}.
      </Banner>
    </div>
  );
}
