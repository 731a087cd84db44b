import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../../api/problems.ts";
import * as api from "../../api/upload.ts";
import { asset } from "../../live/test-fixtures.ts";
import { draftKey, readDraft, reloadDrafts, withoutFork, writeDraft } from "./draft-store.ts";
import { addFiles, attach, detach, FILES_MAX, giveUp, readUploads, retryUpload } from "./uploads.ts";

const KEY = draftKey("usr_asha", "producer-agent-beta", undefined);
const file = (name: string) => new File(["x"], name);

beforeEach(() => {
  localStorage.clear();
  reloadDrafts();
  for (const { id } of readUploads(KEY)) giveUp(KEY, id);
});

describe("files that come with the words", () => {
  it("tell how far they are, and stay in the draft once they are there", async () => {
    let told = (_percent: number) => {};
    let arrive = (_asset: ReturnType<typeof asset>) => {};
    vi.spyOn(api, "uploadFile").mockImplementation((_file, onProgress) => {
      told = onProgress;
      return new Promise((resolve) => {
        arrive = resolve;
      });
    });
    addFiles(KEY, [file("garden.png")]);
    told(40);
    expect(readUploads(KEY)).toMatchObject([{ name: "garden.png", percent: 40, error: null }]);
    arrive(asset({ id: "ast_garden" }));
    await vi.waitFor(() => expect(readUploads(KEY)).toEqual([]));
    reloadDrafts();
    expect(readDraft(KEY).attachments).toMatchObject([{ id: "ast_garden" }]);
    detach(KEY, "ast_garden");
    expect(readDraft(KEY).attachments).toEqual([]);
  });

  it("say what is wrong with one and can be sent again", async () => {
    const refusal = {
      type: "",
      code: "upload_refused",
      title: "",
      status: 422,
      detail: "“a.png” is damaged.",
    };
    const send = vi.spyOn(api, "uploadFile").mockRejectedValueOnce(new ApiProblem(refusal));
    send.mockResolvedValue(asset({ id: "ast_b" }));
    addFiles(KEY, [file("a.png"), file("b.png")]);
    const damaged = { name: "a.png", error: "“a.png” is damaged." };
    await vi.waitFor(() => expect(readUploads(KEY)).toMatchObject([damaged]));
    const [failed] = readUploads(KEY);
    expect(readDraft(KEY).attachments).toMatchObject([{ id: "ast_b" }]);
    send.mockResolvedValue(asset({ id: "ast_a" }));
    retryUpload(KEY, failed?.id ?? "");
    const ids = () => readDraft(KEY).attachments?.map(({ id }) => id);
    await vi.waitFor(() => expect(ids()).toEqual(["ast_b", "ast_a"]));
  });

  it("are at most as many as the server takes, each once", () => {
    for (let number = 0; number < FILES_MAX + 3; number += 1) attach(KEY, asset({ id: `ast_${number}` }));
    attach(KEY, asset({ id: "ast_0" }));
    expect(readDraft(KEY).attachments).toHaveLength(FILES_MAX);
  });

  it("leave the composer with the words", () => {
    writeDraft(KEY, { text: "make it night" });
    attach(KEY, asset());
    writeDraft(KEY, withoutFork(readDraft(KEY)));
    expect(readDraft(KEY)).toMatchObject({ text: "", attachments: [] });
  });
});
