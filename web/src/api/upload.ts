/** Sends one file and tells how far it is: `fetch` cannot tell, so this is the older way. */
import { csrfHeaders } from "./client.ts";
import { ApiProblem, unreadable } from "./problems.ts";
import type { Asset, ProblemBody } from "./types.ts";

/**
 * @param onProgress gets 0 to 100 while the file leaves.
 * @throws ApiProblem when it is not taken or the connection is lost; the platform's AbortError when `signal` says so.
 */
export function uploadFile(
  file: File,
  onProgress: (percent: number) => void,
  signal: AbortSignal,
): Promise<Asset> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", "/api/files/upload");
    sending.responseType = "json";
    for (const [name, value] of Object.entries(csrfHeaders())) sending.setRequestHeader(name, value);
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? (100 * loaded) / total : 0);
    sending.onload = () => {
      const body: { files?: Asset[] } & Partial<ProblemBody> = sending.response ?? {};
      const [asset] = body.files ?? [];
      if (asset) resolve(asset);
      else reject(new ApiProblem(unreadable(sending.status, body)));
    };
    sending.onerror = () => reject(new ApiProblem(unreadable(0, { code: "offline" })));
    signal.addEventListener("abort", () => {
      sending.abort();
      reject(new DOMException("Given up", "AbortError"));
    });
    const form = new FormData();
    form.append("file", file, file.name);
    sending.send(form);
  });
}
