// Drives the fakes of language models with the vendors' own clients.
//
//   node language.mjs <vendor> <base address> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise. `compare` sends a question
// whose turns are the vendor's own objects, for our requests to be held against.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { Ollama } from "ollama";
import OpenAI from "openai";

const [vendor, address, scenario, argument] = process.argv.slice(2);
const KEY = "sdk-key-number-one";
const TOKENS = 4096;

/** What a client is content with: words or calls, and the tokens of an answer. */
const drivers = {
  gemini: {
    client: (apiKey) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: address } }),
    ask: (client, { model, system, turns, tools }) =>
      client.models.generateContent({
        model,
        contents: turns,
        config: {
          systemInstruction: system,
          tools: [{ functionDeclarations: tools.map(({ parameters, ...tool }) => ({ ...tool, parametersJsonSchema: parameters })) }],
          maxOutputTokens: TOKENS,
        },
      }),
    read: (response) => ({
      text: response.functionCalls ? "" : response.text,
      calls: (response.functionCalls ?? []).map(({ name, args }) => [name, args]),
      tokens: [response.usageMetadata.promptTokenCount, response.usageMetadata.totalTokenCount - response.usageMetadata.promptTokenCount],
    }),
    user: (text) => ({ role: "user", parts: [{ text }] }),
    said: (response) => response.candidates[0].content,
    answers: (response) => [
      {
        role: "user",
        parts: response.functionCalls.map(({ id, name }) => ({ functionResponse: { id, name, response: { error: `no: ${name}` } } })),
      },
    ],
    blocked: (response) => assert.equal(response.promptFeedback.blockReason, "SAFETY"),
    overflow: (error) => assert.deepEqual([error.name, error.status], ["ApiError", 400]),
    limited: (error) => assert.ok(error.status === 429 && error.message.includes("2s"), error.message),
    broken: (error) => assert.equal(error.status, 500),
    refused: (error) => assert.equal(error.status, 400),
  },
  openai: {
    client: (apiKey) => new OpenAI({ apiKey, baseURL: address, maxRetries: 0 }),
    ask: (client, { model, system, turns, tools }) =>
      client.chat.completions.create({
        model,
        messages: [{ role: "system", content: system }, ...turns],
        tools: tools.map((tool) => ({ type: "function", function: tool })),
        max_completion_tokens: TOKENS,
      }),
    read: ({ choices: [{ message }], usage }) => ({
      text: message.content ?? "",
      calls: (message.tool_calls ?? []).map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
      tokens: [usage.prompt_tokens, usage.completion_tokens],
    }),
    user: (content) => ({ role: "user", content }),
    said: ({ choices: [{ message }] }) => ({ role: "assistant", content: message.content, tool_calls: message.tool_calls }),
    answers: ({ choices: [{ message }] }) =>
      message.tool_calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: `no: ${call.function.name}` })),
    blocked: ({ choices }) => assert.equal(typeof choices[0].message.refusal, "string"),
    overflow: (error) => assert.deepEqual([error.constructor.name, error.code], ["BadRequestError", "context_length_exceeded"]),
    limited: (error) => assert.deepEqual([error.constructor.name, error.headers.get("retry-after")], ["RateLimitError", "2"]),
    broken: (error) => assert.equal(error.constructor.name, "InternalServerError"),
    refused: (error) => assert.deepEqual([error.constructor.name, error.code], ["AuthenticationError", "invalid_api_key"]),
  },
  anthropic: {
    client: (apiKey) => new Anthropic({ apiKey, baseURL: address, maxRetries: 0 }),
    ask: (client, { model, system, turns, tools }) =>
      client.messages.create({
        model,
        max_tokens: TOKENS,
        system,
        messages: turns,
        tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })),
      }),
    read: ({ content, usage }) => {
      const calls = content.filter((block) => block.type === "tool_use").map(({ name, input }) => [name, input]);
      const words = content.filter((block) => block.type === "text").map(({ text }) => text).join("");
      const read = usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
      return { text: calls.length ? "" : words, calls, tokens: [read, usage.output_tokens] };
    },
    user: (content) => ({ role: "user", content }),
    said: ({ content }) => ({ role: "assistant", content }),
    answers: ({ content }) => [
      {
        role: "user",
        content: content
          .filter((block) => block.type === "tool_use")
          .map(({ id, name }) => ({ type: "tool_result", tool_use_id: id, content: `no: ${name}`, is_error: true })),
      },
    ],
    blocked: ({ stop_reason, stop_details }) => assert.deepEqual([stop_reason, stop_details.type], ["refusal", "refusal"]),
    overflow: (error) => assert.deepEqual([error.constructor.name, error.type], ["BadRequestError", "invalid_request_error"]),
    limited: (error) => assert.deepEqual([error.constructor.name, error.headers.get("retry-after")], ["RateLimitError", "2"]),
    broken: (error) => assert.deepEqual([error.constructor.name, error.type], ["InternalServerError", "api_error"]),
    refused: (error) => assert.deepEqual([error.constructor.name, error.type], ["AuthenticationError", "authentication_error"]),
  },
  ollama: {
    client: (key) => new Ollama({ host: address, headers: { authorization: `Bearer ${key}` } }),
    ask: (client, { model, system, turns, tools }) =>
      client.chat({
        model,
        messages: [{ role: "system", content: system }, ...turns],
        tools: tools.map((tool) => ({ type: "function", function: tool })),
        options: { num_ctx: 16384, num_predict: TOKENS },
      }),
    read: ({ message, prompt_eval_count, eval_count }) => ({
      text: message.content,
      calls: (message.tool_calls ?? []).map((call) => [call.function.name, call.function.arguments]),
      tokens: [prompt_eval_count, eval_count],
    }),
    user: (content) => ({ role: "user", content }),
    said: ({ message }) => message,
    answers: ({ message }) =>
      message.tool_calls.map((call) => ({ role: "tool", tool_name: call.function.name, content: `no: ${call.function.name}` })),
    blocked: ({ message }) => assert.equal(message.content, "I cannot help with that."),
    overflow: null,
    limited: (error) => assert.deepEqual([error.name, error.status_code], ["ResponseError", 429]),
    broken: (error) => assert.deepEqual([error.name, error.status_code], ["ResponseError", 500]),
    refused: (error) => assert.deepEqual([error.name, error.status_code], ["ResponseError", 401]),
  },
};

const driver = drivers[vendor];
const client = driver.client(KEY);
const schema = { type: "object", properties: { prompt: { type: "string", minLength: 1 } }, required: ["prompt"], additionalProperties: false };
const question = {
  model: "fake-model",
  system: "You draw.",
  turns: [driver.user("a fox, and a hen")],
  tools: [{ name: "draw", description: "Draws.", parameters: schema }],
};

async function failure(promise) {
  return promise.then(
    () => assert.fail("it was answered"),
    (error) => error,
  );
}

const scenarios = {
  // The fake is set to two calls and then words.
  async conversation() {
    const first = await driver.ask(client, question);
    const read = driver.read(first);
    assert.deepEqual(read.calls, [
      ["draw", { prompt: "a fox" }],
      ["draw", { prompt: "a hen" }],
    ]);
    assert.deepEqual(read.tokens, [1000, 50]);
    const turns = [...question.turns, driver.said(first), ...driver.answers(first)];
    const second = driver.read(await driver.ask(client, { ...question, turns }));
    assert.deepEqual([second.text, second.calls], ["Done.", []]);
  },
  // The fake is set to a rate limit of two seconds, an error of its own, and a question that is too long.
  async errors() {
    driver.limited(await failure(driver.ask(client, question)));
    driver.broken(await failure(driver.ask(client, question)));
    const long = driver.ask(client, question);
    if (driver.overflow) driver.overflow(await failure(long));
    else assert.equal((await long).done_reason, "length");
    driver.refused(await failure(driver.ask(driver.client("revoked-key"), question)));
    await failure(driver.ask(client, { ...question, model: "" }));
  },
  // The fake is set to a safety block, half a JSON and half a body.
  async trouble() {
    driver.blocked(await driver.ask(client, question));
    await failure(driver.ask(client, question));
    await failure(driver.ask(client, question));
  },
  // The same as `conversation`, with the words and tools of another program.
  async compare() {
    const given = JSON.parse(argument);
    const asked = { model: given.model, system: given.system, tools: given.tools, turns: [driver.user(given.text)] };
    const first = await driver.ask(client, asked);
    asked.turns.push(driver.said(first), ...driver.answers(first));
    await driver.ask(client, asked);
  },
};

await scenarios[scenario]();
