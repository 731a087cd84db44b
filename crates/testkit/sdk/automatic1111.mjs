// The most used client of Node against a server: `node automatic1111.mjs ADDRESS SCENARIO ARGUMENT`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import api from "stable-diffusion-api";

const [address, scenario, argument] = process.argv.slice(2);
const given = JSON.parse(argument ?? "null");
const client = new api.StableDiffusionApi({ baseUrl: address });

async function isPicture(result) {
  const { format, width } = await result.image.metadata();
  assert.deepEqual([format, width], ["png", 64]);
}

const scenarios = {
  async draws() {
    const drawn = await client.txt2img({ prompt: "a fox", seed: 7, steps: 20 });
    await isPicture(drawn);
    assert.equal(JSON.parse(drawn.info).seed, 7);
    assert.equal(drawn.parameters.prompt, "a fox");
    const picture = sharp(await drawn.image.png().toBuffer());
    await isPicture(await client.img2img({ prompt: "at night", init_images: [picture.clone()] }));
    await isPicture(await client.extraSingle({ image: picture.clone(), upscaler_1: "R-ESRGAN 4x+" }));
  },
  async asks() {
    const models = await client.getSdModels();
    assert.ok(models[0].title.includes(models[0].model_name));
    const progress = await client.getProgress(true);
    assert.equal(progress.progress, 0);
    assert.equal(progress.state.job_count, 0);
    assert.ok((await client.getSamplers()).some((sampler) => sampler.name === "Euler a"));
    assert.ok((await client.getUpscalers()).some((upscaler) => upscaler.name === "Lanczos"));
  },
  async errors() {
    const status = (promise) => promise.then(() => 200, (error) => error.response?.status);
    assert.equal(await status(client.txt2img({ prompt: "a fox", steps: 0 })), 422);
    assert.equal(await status(client.txt2img({ prompt: "a fox", sampler_name: "none such" })), 404);
    assert.equal(await status(client.img2img({ prompt: "a fox", init_images: [] })), 404);
  },
  async login() {
    const status = (promise) => promise.then(() => 200, (error) => error.response?.status);
    assert.equal(await status(client.getSdModels()), 401);
    client.setAuth(given.user, given.password);
    assert.equal(await status(client.getSdModels()), 200);
  },
  // Sends what it is given by the client's own methods, so that it can be compared with what we send.
  async compare() {
    const picture = given.picture ? sharp(readFileSync(given.picture)) : null;
    const body = { ...given.body };
    if (given.path.endsWith("txt2img")) await client.txt2img(body);
    else if (given.path.endsWith("img2img")) await client.img2img({ ...body, init_images: [picture] });
    else await client.extraSingle({ ...body, image: picture });
  },
};

await scenarios[scenario]();
