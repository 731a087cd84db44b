/**
 * Files on their way to the server, and why those did not arrive that are not there. What has arrived is in the draft
 * and survives a reload; a file that was still on its way has to be chosen again.
 */

import { wordsFor } from "../../api/problems.ts";
import type { Asset } from "../../api/types.ts";
import { uploadFile } from "../../api/upload.ts";
import { readDraft, writeDraft } from "./draft-store.ts";

/** The most files that may come with one request; the server says the same. */
export const FILES_MAX = 10;

export type Upload = {
  id: string;
  name: string;
  /** 0 to 100. */
  percent: number;
  /** Why it is not there; `null` while it is on its way. */
  error: string | null;
};

type Sent = { upload: Upload; file: File; leaving: AbortController };

const NONE: Upload[] = [];
const sending = new Map<string, Sent[]>();
const shown = new Map<string, Upload[]>();
const listeners = new Set<() => void>();
let count = 0;

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Uploads of a draft; the same array until one of them changes. */
export function readUploads(draftKey: string): Upload[] {
  return shown.get(draftKey) ?? NONE;
}

function write(draftKey: string, next: Sent[]): void {
  sending.set(draftKey, next);
  shown.set(
    draftKey,
    next.map(({ upload }) => upload),
  );
  for (const listener of listeners) listener();
}

function change(draftKey: string, id: string, next: Partial<Upload>): void {
  const all = sending.get(draftKey) ?? [];
  write(
    draftKey,
    all.map((sent) => (sent.upload.id === id ? { ...sent, upload: { ...sent.upload, ...next } } : sent)),
  );
}

function drop(draftKey: string, id: string): void {
  write(
    draftKey,
    (sending.get(draftKey) ?? []).filter(({ upload }) => upload.id !== id),
  );
}

/** Sends files, as many as there is room for. */
export function addFiles(draftKey: string, files: File[]): void {
  for (const file of files) {
    const there = (readDraft(draftKey).attachments ?? []).length + readUploads(draftKey).length;
    if (there >= FILES_MAX) return;
    count += 1;
    const upload = { id: `upload-${count}`, name: file.name || "picture", percent: 0, error: null };
    const sent = { upload, file, leaving: new AbortController() };
    write(draftKey, [...(sending.get(draftKey) ?? []), sent]);
    void start(draftKey, sent);
  }
}

async function start(draftKey: string, { upload: { id }, file, leaving }: Sent): Promise<void> {
  try {
    const asset = await uploadFile(file, (percent) => change(draftKey, id, { percent }), leaving.signal);
    drop(draftKey, id);
    attach(draftKey, asset);
  } catch (error) {
    if (leaving.signal.aborted) return;
    change(draftKey, id, { error: wordsFor(error).sentence });
  }
}

/** Adds a file that the server has. */
export function attach(draftKey: string, asset: Asset): void {
  const attachments = readDraft(draftKey).attachments ?? [];
  if (attachments.length >= FILES_MAX || attachments.some(({ id }) => id === asset.id)) return;
  writeDraft(draftKey, { attachments: [...attachments, asset] });
}

export function detach(draftKey: string, assetId: string): void {
  const attachments = (readDraft(draftKey).attachments ?? []).filter(({ id }) => id !== assetId);
  writeDraft(draftKey, { attachments });
}

export function retryUpload(draftKey: string, id: string): void {
  const sent = sending.get(draftKey)?.find(({ upload }) => upload.id === id);
  if (!sent) return;
  change(draftKey, id, { percent: 0, error: null });
  void start(draftKey, sent);
}

export function giveUp(draftKey: string, id: string): void {
  sending
    .get(draftKey)
    ?.find(({ upload }) => upload.id === id)
    ?.leaving.abort();
  drop(draftKey, id);
}
