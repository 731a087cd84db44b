// Drives the fake of fal.ai with the vendor's own client.
//
//   node fal.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise. The client has no
// setting for its hosts, so its requests are redirected where it hands them to fetch.
import assert from "node:assert/strict";
import { createFalClient } from "@fal-ai/client";

const [address, scenario, argument] = process.argv.slice(2);

function redirected(url, options) {
  const target = String(url).replace(/^https:\/\/(queue\.fal\.run|fal\.run|rest\.fal\.ai)/, address);
  assert.ok(target.startsWith(address), `the client wants to go to ${url}`);
  return fetch(target, options);
}

const client = (credentials = "sdk-key-number-one") =>
  createFalClient({ credentials, fetch: redirected, suppressLocalCredentialsWarning: true });
const fal = client();
const endpoint = "fal-ai/flux/schnell";
const input = { prompt: "a fox at dawn" };

async function file(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

async function isPng(url) {
  assert.deepEqual([...(await file(url)).slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
}

// The fake is set to one question in the queue and one in progress.
async function queue() {
  const submitted = await fal.queue.submit(endpoint, { input });
  assert.equal(submitted.status, "IN_QUEUE");
  const requestId = submitted.request_id;
  const base = `${address}/fal-ai/flux/requests/${requestId}`;
  assert.deepEqual(
    [submitted.response_url, submitted.status_url, submitted.cancel_url],
    [base, `${base}/status`, `${base}/cancel`],
  );
  const waiting = await fal.queue.status(endpoint, { requestId, logs: true });
  assert.deepEqual([waiting.status, waiting.queue_position], ["IN_QUEUE", 0]);
  const running = await fal.queue.status(endpoint, { requestId, logs: true });
  assert.equal(running.status, "IN_PROGRESS");
  assert.equal(typeof running.logs[0].message, "string");
  const done = await fal.queue.status(endpoint, { requestId, logs: false });
  assert.equal(done.status, "COMPLETED");
  assert.equal(done.logs, null);
  assert.equal(typeof done.metrics.inference_time, "number");
  const result = await fal.queue.result(endpoint, { requestId });
  assert.equal(result.requestId, requestId);
  assert.equal(result.data.prompt, input.prompt);
  await isPng(result.data.images[0].url);
}

async function subscribe() {
  for (const mode of ["polling", "streaming"]) {
    const seen = [];
    const onQueueUpdate = (update) => seen.push(update.status);
    const result = await fal.subscribe(endpoint, { input, mode, pollInterval: 10, logs: true, onQueueUpdate });
    await isPng(result.data.images[0].url);
    assert.deepEqual([...new Set(seen)].filter((status) => status !== "IN_QUEUE"), ["IN_PROGRESS", "COMPLETED"], mode);
  }
}

// The fake is set to never end by itself.
async function cancel() {
  const { request_id: requestId } = await fal.queue.submit(endpoint, { input });
  await fal.queue.cancel(endpoint, { requestId });
  const after = await fal.queue.status(endpoint, { requestId });
  assert.equal(after.status, "COMPLETED");
  await assert.rejects(fal.queue.result(endpoint, { requestId }), { name: "ApiError", status: 499 });
  await assert.rejects(fal.queue.cancel(endpoint, { requestId }), { name: "ApiError", status: 400 });
}

async function upload() {
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 1, 2, 3]);
  const picture = new File([bytes], "in.png", { type: "image/png" });
  const url = await fal.storage.upload(picture);
  assert.deepEqual(await file(url), bytes);
  // Files in an input are uploaded by the client itself.
  const result = await fal.subscribe("fal-ai/birefnet/v2", { input: { image_url: picture }, pollInterval: 10 });
  await isPng(result.data.image.url);
}

async function errors() {
  const wrong = fal.queue.submit(endpoint, { input: { promt: "misspelt" } });
  const error = await wrong.then(() => assert.fail("it was taken"), (caught) => caught);
  assert.deepEqual([error.name, error.status], ["ValidationError", 422]);
  assert.equal(error.getFieldErrors("prompt")[0].type, "missing");
  await assert.rejects(client("revoked-key").queue.submit(endpoint, { input }), { name: "ApiError", status: 401 });
  await assert.rejects(client("empty-key").queue.submit(endpoint, { input }), { name: "ApiError", status: 403 });
  await assert.rejects(fal.queue.submit("fal-ai/no-such-model", { input }), { name: "ApiError", status: 404 });
  const missing = fal.queue.status(endpoint, { requestId: "no-such-request" });
  await assert.rejects(missing, { name: "ApiError", status: 404 });
}

// The fake is set to end with a refusal of the model.
async function refusal() {
  const { request_id: requestId } = await fal.queue.submit(endpoint, { input });
  const error = await fal.queue.result(endpoint, { requestId }).then(() => assert.fail("a result"), (caught) => caught);
  assert.deepEqual([error.name, error.status, error.requestId], ["ValidationError", 422, requestId]);
  assert.equal(error.body.detail[0].type, "content_policy_violation");
}

// Sends what another client is compared with: an upload where there are files, and a submit.
async function compare() {
  const wanted = JSON.parse(argument);
  const filled = { ...wanted.input };
  for (const [field, { base64, name, type }] of Object.entries(wanted.files)) {
    filled[field] = new File([Buffer.from(base64, "base64")], name, { type });
  }
  await fal.queue.submit(wanted.endpoint, { input: filled, webhookUrl: wanted.webhook });
}

const scenarios = { queue, subscribe, cancel, upload, errors, refusal, compare };
await scenarios[scenario]();
