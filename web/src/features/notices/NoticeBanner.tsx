/** The newest thing that was told and nobody has seen, above the page: one at a time, until it is put away. */
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { noticesQuery, useMarkSeen } from "./notices.ts";

const ICONS = {
  info: <Info size={18} />,
  ok: <CircleCheck size={18} />,
  bad: <CircleAlert size={18} />,
};

export function NoticeBanner() {
  const { data } = useQuery(noticesQuery);
  const markSeen = useMarkSeen();
  const router = useRouter();
  const notice = data?.items.find(({ seenAt }) => seenAt === null);
  if (!notice) return null;
  const { link } = notice;
  const put = () => markSeen.mutate(notice.id);
  return (
    <div className="px-4 pt-3 sm:px-6 lg:px-12">
      <Banner
        tone={notice.tone}
        icon={ICONS[notice.tone]}
        title={notice.title}
        action={
          <span className="flex items-center gap-1">
            {link && (
              <Button
                size="sm"
                onClick={() => {
                  put();
                  router.history.push(link);
                }}
              >
                {notice.kind === "dunning" ? "Pay now" : "Look"}
              </Button>
            )}
            <IconButton label="Put away" size="sm" onClick={put}>
              <X aria-hidden="true" size={16} />
            </IconButton>
          </span>
        }
      >
        {notice.detail}
      </Banner>
    </div>
  );
}
