/** What the audits found: the newest in full, the others as a line. */
import { CircleAlert, CircleCheck } from "lucide-react";
import type { AuditReport } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatDuration, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { Tag } from "../../ui/tag.tsx";

type AuditReportsProps = { reports: AuditReport[]; busy: boolean; onRun: () => void };

export function AuditReports({ reports, busy, onRun }: AuditReportsProps) {
  const [newest, ...earlier] = reports;
  return (
    <div className="grid gap-5">
      {newest ? <Newest report={newest} /> : <p className="text-muted">There was no audit yet.</p>}
      <Button className="justify-self-start" busy={busy} onClick={onRun}>
        Audit now
      </Button>
      {earlier.length > 0 && (
        <Leaders className="text-fact">
          {earlier.map((report) => (
            <Leader
              key={report.startedAt}
              label={formatWhen(report.startedAt)}
              figure={report.sound ? "Sound" : `${formatCount(report.findings.length)} findings`}
            />
          ))}
        </Leaders>
      )}
    </div>
  );
}

function Newest({ report }: { report: AuditReport }) {
  const { figures } = report;
  return (
    <div className="grid gap-4" role="status">
      {report.sound ? (
        <Tag tone="ok" icon={<CircleCheck aria-hidden="true" size={14} />} className="justify-self-start">
          Sound: no credit was made or lost
        </Tag>
      ) : (
        <Tag tone="bad" icon={<CircleAlert aria-hidden="true" size={14} />} className="justify-self-start">
          Not sound. Nothing was repaired.
        </Tag>
      )}
      <Leaders>
        <Leader
          label="Audited"
          figure={`${formatWhen(report.startedAt)}, ${formatDuration(report.finishedAt - report.startedAt)}`}
        />
        <Leader label="Workspaces" figure={formatCount(report.workspaces)} />
        <Leader label="Charges compared with their runs" figure={formatCount(report.charges)} />
        <Leader label="Open holds" figure={formatCount(figures.openHolds)} />
        <Leader label="Credits on hold" figure={formatCount(figures.held)} />
        <Leader label="All entries added up" figure={formatCount(figures.sum)} />
      </Leaders>
      {report.findings.length > 0 && (
        <ul className="grid gap-2 text-fact">
          {report.findings.map((finding) => (
            <li
              key={`${finding.check} ${finding.detail}`}
              className="rounded-lg bg-inset px-3 py-2 break-words"
            >
              <b className="font-medium text-strong">{finding.check}</b>: {finding.detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
