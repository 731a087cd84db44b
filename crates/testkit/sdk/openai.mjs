// Drives the fake of OpenAI's pictures and speech with the vendor's own client.
//
//   node openai.mjs <base address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";

const [baseURL, scenario, argument] = process.argv.slice(2);
const client = (apiKey = "sdk-key-number-one") => new OpenAI({ apiKey, baseURL, maxRetries: 0 });
const openai = client();
const PNG = [0x89, 0x50, 0x4e, 0x47];
const wanted = { model: "gpt-image-2", prompt: "a fox at dawn" };

const isPng = (base64) => assert.deepEqual([...Buffer.from(base64, "base64").subarray(0, 4)], PNG);
const picture = (base64, name, type) => toFile(Buffer.from(base64, "base64"), name, { type });

async function pictures() {
  const made = await openai.images.generate({ ...wanted, n: 1, size: "1536x1024", quality: "medium" });
  isPng(made.data[0].b64_json);
  assert.equal(typeof made.created, "number");
  assert.equal(made.usage.output_tokens, 1056);
  assert.equal(made._request_id, "req_fake_1");
  const one = await picture(made.data[0].b64_json, "in.png", "image/png");
  isPng((await openai.images.edit({ ...wanted, image: one })).data[0].b64_json);
  isPng((await openai.images.edit({ ...wanted, image: [one, one], size: "auto" })).data[0].b64_json);
}

async function speech() {
  const answer = await openai.audio.speech.create({ model: "gpt-4o-mini-tts", input: "Hello.", voice: "marin" });
  assert.equal(answer.headers.get("content-type"), "audio/mpeg");
  assert.deepEqual([...new Uint8Array(await answer.arrayBuffer()).subarray(0, 2)], [0xff, 0xfb]);
}

async function models() {
  const list = [];
  for await (const model of openai.models.list()) list.push(model.id);
  assert.ok(list.includes("gpt-image-2"));
}

async function errors() {
  const rejected = (promise, error, fields) => assert.rejects(promise, (caught) => {
    assert.ok(caught instanceof error, `${caught}`);
    for (const [name, value] of Object.entries(fields)) assert.equal(caught[name], value);
    return true;
  });
  const wrong = { ...wanted, size: "17x17" };
  await rejected(openai.images.generate(wrong), OpenAI.BadRequestError, { status: 400, param: "size" });
  const gone = { ...wanted, model: "dall-e-3" };
  await rejected(openai.images.generate(gone), OpenAI.NotFoundError, { code: "model_not_found" });
  const revoked = client("revoked-key").images.generate(wanted);
  await rejected(revoked, OpenAI.AuthenticationError, { code: "invalid_api_key", requestID: "req_fake_1" });
  const silent = { model: "tts-1-hd", input: "", voice: "alloy" };
  await rejected(openai.audio.speech.create(silent), OpenAI.BadRequestError, { param: "input" });
}

// The fake is set to a refusal, a rate limit and a failure.
async function trouble() {
  await assert.rejects(openai.images.generate(wanted), { status: 400, code: "moderation_blocked" });
  await assert.rejects(openai.images.generate(wanted), { status: 429, code: "rate_limit_exceeded" });
  await assert.rejects(openai.images.generate(wanted), { status: 500 });
}

// Sends what another client is compared with.
async function compare() {
  const { method, body, pictures: files } = JSON.parse(argument);
  if (method === "speech") {
    await openai.audio.speech.create(body);
  } else if (method === "generate") {
    await openai.images.generate(body);
  } else {
    const image = await Promise.all(files.map(({ base64, name, type }) => picture(base64, name, type)));
    await openai.images.edit({ ...body, image: image.length === 1 ? image[0] : image });
  }
}

const scenarios = { pictures, speech, models, errors, trouble, compare };
await scenarios[scenario]();
