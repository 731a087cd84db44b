/** Example values made from schemas, and the curl command that sends one. */
import { type Operation, resolve, type Schema, type Spec } from "./spec.ts";

/** Deep enough for every request; deeper levels and cycles end in null. */
const DEEPEST = 5;

/** A value that fits the schema: its own example, else the first allowed or a plain one. */
function exampleOf(spec: Spec, raw: Schema, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  const schema = resolve(spec, raw);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.const ?? schema.enum?.[0];
  if (given !== undefined) return given;
  const choice = (schema.oneOf ?? schema.anyOf)?.find((one) => one.type !== "null");
  if (choice) return exampleOf(spec, choice, depth + 1);
  switch ([schema.type].flat()[0]) {
    case "object":
      return exampleObject(spec, schema, depth);
    case "array":
      return schema.items ? [exampleOf(spec, schema.items, depth + 1)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "string":
      return schema.format === "email" ? "asha@example.org" : "…";
    default:
      return schema.properties ? exampleObject(spec, schema, depth) : null;
  }
}

/** Required properties only: what must be sent, nothing more. */
function exampleObject(spec: Spec, schema: Schema, depth: number): Record<string, unknown> {
  const names = schema.required?.length ? schema.required : Object.keys(schema.properties ?? {});
  return Object.fromEntries(
    names.map((name) => [name, exampleOf(spec, schema.properties?.[name] ?? {}, depth + 1)]),
  );
}

/** A curl command for the operation against this server. */
export function curlFor(spec: Spec, operation: Operation, origin: string): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const schema = operation.parameters.find((one) => one.name === name)?.schema;
    const value = schema ? exampleOf(spec, schema) : null;
    return typeof value === "string" && value !== "…" ? value : whole;
  });
  const lines = [`curl ${operation.method === "GET" ? "" : `-X ${operation.method} `}'${origin}${path}'`];
  lines.push(`-b "marty_session=$MARTY_SESSION"`);
  if (operation.method !== "GET") lines.push(`-H "X-CSRF-Token: $MARTY_CSRF"`);
  if (operation.body && operation.bodyType === "application/json") {
    lines.push("-H 'Content-Type: application/json'");
    const json = JSON.stringify(exampleOf(spec, operation.body), null, 2).replaceAll("'", "'\\''");
    lines.push(`-d '${json}'`);
  }
  return lines.join(" \\\n  ");
}
