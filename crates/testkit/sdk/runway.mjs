// Drives the fake of Runway with the vendor's own client.
//
//   node runway.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import RunwayML, { toFile } from "@runwayml/sdk";

const [address, scenario, argument] = process.argv.slice(2);
const client = (apiKey = "sdk-key-number-one") => new RunwayML({ apiKey, baseURL: address, maxRetries: 0 });
const runway = client();
const words = { model: "gen4.5", promptText: "waves", ratio: "1280:720", duration: 5 };

async function bytes(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

// The fake is set to PENDING, THROTTLED, RUNNING.
async function tasks() {
  const created = await runway.textToVideo.create(words);
  assert.equal(typeof created.estimatedCost.credits, "number");
  const states = [];
  let task;
  for (let asked = 0; asked < 4; asked += 1) {
    task = await runway.tasks.retrieve(created.id);
    assert.equal(task.id, created.id);
    states.push(task.status);
    if (task.status === "RUNNING") assert.ok(task.progress > 0 && task.progress < 1);
  }
  assert.deepEqual(states, ["PENDING", "THROTTLED", "RUNNING", "SUCCEEDED"]);
  assert.equal(typeof task.cost.credits, "number");
  const clip = await bytes(task.output[0]);
  assert.equal(new TextDecoder().decode(clip.slice(4, 8)), "ftyp");
}

// Every endpoint that the adapter speaks to.
async function endpoints() {
  const picture = "data:image/png;base64,iVBORw0KGgo=";
  const clip = "runway://clip";
  const created = [
    await runway.imageToVideo.create({ model: "gen4_turbo", promptImage: picture, promptText: "x", ratio: "960:960", duration: 5 }),
    await runway.textToImage.create({ model: "gen4_image", promptText: "a fox", ratio: "720:720", referenceImages: [{ uri: picture }] }),
    await runway.textToSpeech.create({ model: "eleven_multilingual_v2", promptText: "hello", voice: { type: "runway-preset", presetId: "Maya" } }),
    await runway.imageUpscale.create({ model: "magnific_precision_upscaler_v2", imageUri: picture, scaleFactor: 2 }),
    await runway.characterPerformance.create({
      model: "act_two",
      character: { type: "image", uri: picture },
      reference: { type: "video", uri: clip },
    }),
  ];
  for (const { id } of created) {
    const task = await runway.tasks.retrieve(id);
    assert.equal(task.status, "SUCCEEDED");
    assert.ok((await bytes(task.output[0])).length > 100);
  }
  assert.equal((await runway.organization.retrieve()).creditBalance, 1234);
}

// The fake is set to never end by itself.
async function cancel() {
  const { id } = await runway.textToVideo.create(words);
  assert.equal((await runway.tasks.retrieve(id)).status, "PENDING");
  await runway.tasks.delete(id);
  await assert.rejects(runway.tasks.retrieve(id), { status: 404 });
}

async function upload() {
  const file = await toFile(Buffer.from("a clip"), "in.mp4", { type: "video/mp4" });
  const { uri } = await runway.uploads.createEphemeral({ file });
  assert.match(uri, /^runway:\/\//);
}

async function errors() {
  const create = (from, body = words) => from.textToVideo.create(body);
  await assert.rejects(create(runway, { ...words, duration: 60 }), { status: 400 });
  await assert.rejects(create(client("revoked-key")), { status: 401 });
  await assert.rejects(create(client("empty-key")), { status: 400 });
  await assert.rejects(runway.tasks.retrieve("0198c7a0-0000-7000-8000-000000000000"), { status: 404 });
}

// The fake is set to end with a refusal.
async function refusal() {
  const { id } = await runway.textToVideo.create(words);
  const task = await runway.tasks.retrieve(id);
  assert.deepEqual([task.status, task.failureCode], ["FAILED", "SAFETY.INPUT.TEXT"]);
}

// Sends what another client is compared with.
async function compare() {
  const { path, body, upload: wanted } = JSON.parse(argument);
  const filled = { ...body };
  if (wanted) {
    const file = await toFile(Buffer.alloc(wanted.size, wanted.fill), wanted.name, { type: wanted.type });
    const { uri } = await runway.uploads.createEphemeral({ file });
    filled[wanted.field] = uri;
  }
  const speak = {
    "v1/text_to_video": runway.textToVideo,
    "v1/image_to_video": runway.imageToVideo,
    "v1/text_to_image": runway.textToImage,
    "v1/text_to_speech": runway.textToSpeech,
    "v1/image_upscale": runway.imageUpscale,
    "v1/character_performance": runway.characterPerformance,
  };
  await speak[path].create(filled);
}

const scenarios = { tasks, endpoints, cancel, upload, errors, refusal, compare };
await scenarios[scenario]();
