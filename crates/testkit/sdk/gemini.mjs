// Drives the fake of Gemini's pictures, speech and clips with the vendor's own client.
//
//   node gemini.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import { readFile, rm, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoogleGenAI } from "@google/genai";

const [baseUrl, scenario, argument] = process.argv.slice(2);
const client = (apiKey = "sdk-key-number-one") => new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
const gemini = client();
const image = "gemini-3.1-flash-image";
const omni = "gemini-omni-1.2-flash";
const pictures = { responseModalities: ["IMAGE"], imageConfig: { aspectRatio: "16:9", imageSize: "1K" } };
const clip = { type: "video", aspect_ratio: "16:9", resolution: "720p", duration: "8s", delivery: "uri" };
const begun = { model: omni, input: "a fox", background: true, store: true, response_format: clip };

const files = (answer) =>
  answer.candidates[0].content.parts.filter((part) => part.inlineData && !part.thought).map((part) => part.inlineData);
const bytes = (data) => [...Buffer.from(data, "base64").subarray(0, 4)];
const PNG = [0x89, 0x50, 0x4e, 0x47];

async function content() {
  const names = [];
  for await (const model of await gemini.models.list({ config: { pageSize: 1 } })) names.push(model.name);
  assert.deepEqual(names, ["models/gemini-3.1-flash-image", "models/gemini-3.8-flash"]);
  const made = await gemini.models.generateContent({ model: image, contents: "a fox", config: pictures });
  const [picture] = files(made);
  assert.deepEqual(bytes(picture.data), PNG);
  assert.equal(made.usageMetadata.promptTokenCount, 12);
  const parts = [{ inlineData: picture }, { inlineData: picture }, { text: "both at night" }];
  const edited = await gemini.models.generateContent({ model: image, contents: [{ role: "user", parts }], config: pictures });
  assert.deepEqual(bytes(files(edited)[0].data), PNG);
  const asked = [{ inlineData: picture }, { text: "What is it?" }];
  const said = await gemini.models.generateContent({ model: "gemini-3.8-flash", contents: [{ role: "user", parts: asked }] });
  assert.equal(said.text, "A small picture with a gradient.");
  const speechConfig = { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } };
  const config = { responseModalities: ["AUDIO"], speechConfig };
  const [sound] = files(await gemini.models.generateContent({ model: "gemini-3.8-flash-tts", contents: "Hello.", config }));
  assert.equal(sound.mimeType, "audio/L16;codec=pcm;rate=24000");
}

// The fake is set to one question that is answered with "in_progress".
async function clips() {
  const started = await gemini.interactions.create(begun);
  assert.equal(started.status, "in_progress");
  assert.equal((await gemini.interactions.get(started.id)).status, "in_progress");
  const done = await gemini.interactions.get(started.id);
  assert.equal(done.status, "completed");
  assert.equal(done.output_video.mime_type, "video/mp4");
  const folder = await mkdtemp(join(tmpdir(), "gemini-"));
  try {
    const name = new URL(done.output_video.uri).pathname.match(/files\/([^:]+)/)[1];
    const downloadPath = join(folder, "clip.mp4");
    await gemini.files.download({ file: `files/${name}`, downloadPath });
    // The client writes in the background.
    for (let tries = 0; tries < 100; tries += 1) {
      const file = await readFile(downloadPath).catch(() => Buffer.alloc(0));
      if (file.subarray(4, 8).toString() === "ftyp") return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail("the clip did not arrive");
  } finally {
    await rm(folder, { recursive: true });
  }
}

// The fake is set to clips that never end by themselves.
async function cancel() {
  const started = await gemini.interactions.create(begun);
  assert.equal((await gemini.interactions.cancel(started.id)).status, "cancelled");
  assert.equal((await gemini.interactions.get(started.id)).status, "cancelled");
}

async function errors() {
  const generate = (on, contents = "a fox", config = pictures) => on.models.generateContent({ model: image, contents, config });
  await assert.rejects(generate(client("revoked-key")), { name: "ApiError", status: 400 });
  const wide = { ...pictures, imageConfig: { aspectRatio: "17:1" } };
  await assert.rejects(generate(gemini, "a fox", wide), { name: "ApiError", status: 400 });
  await assert.rejects(gemini.models.generateContent({ model: omni, contents: "a fox" }), { name: "ApiError", status: 404 });
  await assert.rejects(gemini.interactions.create({ ...begun, response_format: { ...clip, duration: "eight" } }), (error) => error.status === 400 || error.statusCode === 400);
  await assert.rejects(gemini.interactions.get("v1_nobody"), (error) => error.status === 400 || error.statusCode === 400);
}

// The fake is set to a blocked prompt, a blocked picture and a rate limit.
async function trouble() {
  const generate = () => gemini.models.generateContent({ model: image, contents: "a fox", config: pictures });
  assert.equal((await generate()).promptFeedback.blockReason, "PROHIBITED_CONTENT");
  assert.equal((await generate()).candidates[0].finishReason, "IMAGE_SAFETY");
  await assert.rejects(generate(), { name: "ApiError", status: 429 });
}

// Sends what another client is compared with.
async function compare() {
  const { method, body } = JSON.parse(argument);
  if (method === "interaction") await gemini.interactions.create(body);
  else await gemini.models.generateContent(body);
}

const scenarios = { content, clips, cancel, errors, trouble, compare };
await scenarios[scenario]();
