// Drives the fake of ElevenLabs with the vendor's own client.
//
//   node elevenlabs.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import { ElevenLabsClient, ElevenLabsError, ElevenLabs } from "@elevenlabs/elevenlabs-js";

const [baseUrl, scenario, argument] = process.argv.slice(2);
const client = (apiKey = "sdk-key-number-one") => new ElevenLabsClient({ apiKey, baseUrl, maxRetries: 0 });
const eleven = client();
const george = "JBFqnCBsd6RMkjVDRZzb";
const MP3 = [0xff, 0xfb];

async function speech() {
  const timed = await eleven.textToSpeech.convertWithTimestamps(george, { text: "Hi there.", modelId: "eleven_v4" });
  assert.deepEqual([...Buffer.from(timed.audioBase64, "base64").subarray(0, 2)], MP3);
  assert.deepEqual(timed.alignment.characters, [..."Hi there."]);
  assert.equal(timed.alignment.characterStartTimesSeconds.length, 9);
  const stream = await eleven.textToSpeech.convert(george, { text: "Hi.", outputFormat: "mp3_44100_64" });
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 2)], MP3);
}

async function voices() {
  const first = await eleven.voices.search({ pageSize: 100 });
  assert.deepEqual([first.voices[0].name, first.hasMore, first.totalCount], ["George", true, 3]);
  const second = await eleven.voices.search({ pageSize: 100, nextPageToken: first.nextPageToken });
  assert.deepEqual([second.voices.length, second.hasMore], [1, false]);
  const models = await eleven.models.list();
  assert.ok(models.some((model) => model.modelId === "eleven_v4"));
}

async function errors() {
  const rejected = (promise, status, code) => assert.rejects(promise, (error) => {
    assert.ok(error instanceof ElevenLabsError, `${error}`);
    assert.equal(error.statusCode, status);
    if (code) assert.equal(error.body.detail.status, code);
    return true;
  });
  const say = (on, voice, body) => on.textToSpeech.convertWithTimestamps(voice, body);
  await rejected(say(client("revoked-key"), george, { text: "Hi." }), 401, "invalid_api_key");
  await rejected(say(eleven, "AAAAAAAAAAAAAAAAAAAA", { text: "Hi." }), 404, "voice_not_found");
  await assert.rejects(say(eleven, george, { text: "" }), ElevenLabs.UnprocessableEntityError);
}

// The fake is set to a refusal, a rate limit and an empty balance.
async function trouble() {
  const say = () => eleven.textToSpeech.convertWithTimestamps(george, { text: "Hi." });
  for (const [status, code] of [[400, "content_against_policy"], [429, undefined], [401, "quota_exceeded"]]) {
    await assert.rejects(say(), (error) => error.statusCode === status && (!code || error.body.detail.status === code));
  }
}

// Sends what another client is compared with.
async function compare() {
  const { voice, body } = JSON.parse(argument);
  await eleven.textToSpeech.convertWithTimestamps(voice, body);
}

const scenarios = { speech, voices, errors, trouble, compare };
await scenarios[scenario]();
