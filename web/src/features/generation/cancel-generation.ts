/** Stops a run and gives its hold back. A run that finished meanwhile answers its final state. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Generation } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";
import { keepGeneration } from "./keep-generation.ts";

export function useCancelGeneration() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (generationId: string) =>
      request<Generation>("/cancel-generation", { method: "POST", body: { generationId } }),
    onSuccess: (generation) => {
      keepGeneration(queryClient, generation);
      void queryClient.invalidateQueries({ queryKey: ["balance"] });
    },
    onError: (error) =>
      toast({ tone: "bad", title: "Not cancelled", detail: `${wordsFor(error).sentence} The run goes on.` }),
  });
}
