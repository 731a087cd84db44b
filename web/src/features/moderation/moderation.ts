/** What is judged and refused, and the pictures that wait for a decision: for those who run the installation. Others get 404. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { ModerationState, RefusalCount, Review, ReviewDecision } from "../../api/moderation-types.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Page } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

export const moderationQuery = queryOptions({
  queryKey: ["moderation", "state"],
  queryFn: ({ signal }) => request<ModerationState>("/admin/moderation", { signal }),
});

export const reviewsQuery = queryOptions({
  queryKey: ["moderation", "reviews"],
  queryFn: ({ signal }) => request<Page<Review>>("/admin/moderation/reviews?limit=20", { signal }),
});

export function useDecideReview() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, decision }: { id: string; decision: ReviewDecision }) =>
      request<void>(`/admin/moderation/reviews/${id}`, { method: "POST", body: { decision } }),
    onSuccess: (_, { decision }) =>
      toast({ tone: "ok", title: decision === "allow" ? "Allowed" : "Removed from its workspace" }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["moderation"] }),
    onError: (error) => toast({ tone: "bad", title: "Not decided", detail: wordsFor(error).sentence }),
  });
}

const RULES: Record<string, string> = {
  minors: "Sexual content with minors",
  real_people: "Real people in a sexual light",
  self_harm: "Self-harm",
  weapons: "Instructions for weapons and violence",
  hate: "Hate",
  gore: "Gore",
  explicit: "Explicit sexual content",
  nudity: "Nudity or sex in a picture",
};

const PLACES: Record<RefusalCount["what"], string> = {
  prompt: "requests",
  upload: "uploads",
  output: "results",
};

/** A rule as people call it; a rule this page does not know by its own name. */
export function ruleWords(rule: string): string {
  return RULES[rule] ?? rule;
}

export function countWords({ rule, what }: Pick<RefusalCount, "rule" | "what">): string {
  return `${ruleWords(rule)}, ${PLACES[what]}`;
}
