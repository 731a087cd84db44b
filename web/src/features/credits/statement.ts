/** The statement and the use of credits, as the server keeps them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Page, StatementLine, Usage } from "../../api/types.ts";

export type StatementKind = StatementLine["kind"];
export type StatementFilter = { kind: StatementKind | "all"; days: "all" | "30" | "90" | "365" };

const LINES = 20;
const DAY_MS = 86_400_000;

/** The parts of an address that mean the filter; the same for pages and for the table. */
export function statementQuery(filter: StatementFilter, now: number): Record<string, string> {
  const query: Record<string, string> = {};
  if (filter.kind !== "all") query.kind = filter.kind;
  if (filter.days !== "all") query.from = String(startOfDay(now - (Number(filter.days) - 1) * DAY_MS));
  return query;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

export function fetchStatement(filter: StatementFilter, cursor: string, signal: AbortSignal) {
  return request<Page<StatementLine>>("/credits/statement", {
    query: { ...statementQuery(filter, Date.now()), limit: LINES, cursor },
    signal,
  });
}

/** Where the table of the same lines is. */
export function statementTable(filter: StatementFilter, now: number): string {
  const query = new URLSearchParams(statementQuery(filter, now)).toString();
  return `/api/credits/statement.csv${query && `?${query}`}`;
}

/** Minutes that this clock is ahead of UTC: when its days and months begin. */
export function aheadMinutes(): number {
  return -new Date().getTimezoneOffset();
}

export function usageQuery(days: number, charged: number | undefined) {
  return queryOptions({
    // What was charged is part of the key: when it changes there is new use.
    queryKey: ["usage", days, charged],
    queryFn: ({ signal }) =>
      request<Usage>("/credits/usage", { query: { days, aheadMinutes: aheadMinutes() }, signal }),
    placeholderData: keepPreviousData,
  });
}
