import { expect, test } from "vitest";
import { curlFor } from "./example.ts";
import { byTag, matches, operationsOf, type Spec, typeWords } from "./spec.ts";

const spec: Spec = {
  info: { title: "T", version: "1" },
  tags: [{ name: "generation" }],
  paths: {
    "/api/auth/session": { get: { tags: ["accounts"], summary: "The session" } },
    "/api/quotes": {
      post: {
        operationId: "createQuote",
        tags: ["generation"],
        summary: "The exact price",
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Ask" } } } },
      },
    },
  } as Spec["paths"],
  components: {
    schemas: {
      Ask: {
        type: "object",
        required: ["flowId", "inputData"],
        properties: {
          flowId: { type: "string", examples: ["text-to-image"] },
          inputData: { $ref: "#/components/schemas/Input" },
          self: { $ref: "#/components/schemas/Ask" },
        },
      },
      Input: {
        type: "object",
        required: ["prompt"],
        properties: { prompt: { type: "string", example: "it's a fox" } },
      },
    },
  },
};

test("operations are grouped by the document's tags first", () => {
  const groups = byTag(spec, operationsOf(spec));
  expect(groups.map((group) => group.tag)).toEqual(["generation", "accounts"]);
});

test("the search wants every word, in path, method or summary", () => {
  const [session, quote] = operationsOf(spec);
  expect(quote && matches(quote, "post price")).toBe(true);
  expect(session && matches(session, "post price")).toBe(false);
});

test("the curl example sends what is required and survives a quote in a word", () => {
  const quote = operationsOf(spec).find((operation) => operation.id === "createQuote");
  const curl = quote ? curlFor(spec, quote, "http://localhost") : "";
  expect(curl).toContain("curl -X POST 'http://localhost/api/quotes'");
  expect(curl).toContain("it'\\''s a fox");
  expect(curl).not.toContain("self");
});

test("types read as words", () => {
  expect(typeWords({ type: ["string", "null"], maxLength: 80 })).toBe(
    "string or null, at most 80 characters",
  );
  expect(typeWords({ type: "array", items: { $ref: "#/components/schemas/Ask" } })).toBe("array of Ask");
  expect(typeWords({ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Ask" }] })).toBe("null or Ask");
});
