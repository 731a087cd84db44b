/**
 * The part of OpenAPI 3.1 that the reference draws, and how it is read: operations by tag,
 * references resolved, types in words.
 */

export type Schema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

export type Parameter = {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  description?: string;
  schema?: Schema;
};

type Content = Record<string, { schema?: Schema; example?: unknown }>;

export type Operation = {
  /** Unique in the document, and the fragment of its address. */
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: Schema | null;
  bodyType: string | null;
  responses: { status: string; description: string; schema: Schema | null }[];
};

type RawOperation = {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content?: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
};

export type Spec = {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation> & { parameters?: Parameter[] }>;
  components?: { schemas?: Record<string, Schema> };
};

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Every operation of the document, in its order. */
export function operationsOf(spec: Spec): Operation[] {
  return Object.entries(spec.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      return raw ? [readOperation(path, method, raw, item.parameters ?? [])] : [];
    }),
  );
}

function readOperation(path: string, method: string, raw: RawOperation, shared: Parameter[]): Operation {
  const [bodyType = null, body] = Object.entries(raw.requestBody?.content ?? {})[0] ?? [];
  return {
    id: raw.operationId ?? `${method}${path.replace(/\W+/g, "-")}`,
    method: method.toUpperCase(),
    path,
    tag: raw.tags?.[0] ?? "other",
    summary: raw.summary ?? "",
    description: raw.description ?? "",
    parameters: [...shared, ...(raw.parameters ?? [])],
    body: body?.schema ?? null,
    bodyType,
    responses: Object.entries(raw.responses ?? {}).map(([status, response]) => ({
      status,
      description: response.description ?? "",
      schema: Object.values(response.content ?? {})[0]?.schema ?? null,
    })),
  };
}

/** Operations grouped by tag: the document's tags first, then others as they come. */
export function byTag(spec: Spec, operations: Operation[]): { tag: string; operations: Operation[] }[] {
  const order = [...(spec.tags ?? []).map((tag) => tag.name), ...operations.map((one) => one.tag)];
  return [...new Set(order)]
    .map((tag) => ({ tag, operations: operations.filter((one) => one.tag === tag) }))
    .filter((group) => group.operations.length > 0);
}

/** Whether every word of the query occurs in the operation's path, method or summary. */
export function matches(operation: Operation, query: string): boolean {
  const text = `${operation.method} ${operation.path} ${operation.summary} ${operation.tag}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Follows a `$ref` to a component, and merges `allOf`. Unknown references read as anything. */
export function resolve(spec: Spec, schema: Schema): Schema {
  if (schema.$ref) {
    const target = spec.components?.schemas?.[refName(schema.$ref)];
    return target ? { ...resolve(spec, target), description: schema.description ?? target.description } : {};
  }
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => resolve(spec, part));
    return {
      ...schema,
      type: "object",
      properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
      required: [...parts.flatMap((part) => part.required ?? []), ...(schema.required ?? [])],
    };
  }
  return schema;
}

function refName(ref: string): string {
  return ref.split("/").at(-1) ?? ref;
}

/** A type in a few words: "string or null", "array of Quote", "integer, 1 to 100". */
export function typeWords(schema: Schema): string {
  if (schema.$ref) return refName(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map(typeWords).join(" or ");
  if (schema.allOf) return schema.allOf.map(typeWords).join(" and ");
  const types = [schema.type ?? "any"].flat();
  const words = types.map((type) =>
    type === "array" && schema.items ? `array of ${typeWords(schema.items)}` : type,
  );
  return [words.join(" or "), ...limits(schema)].join(", ");
}

function limits(schema: Schema): string[] {
  const found: string[] = [];
  if (schema.format && !["int32", "int64"].includes(schema.format)) found.push(schema.format);
  if (schema.minimum !== undefined || schema.maximum !== undefined) {
    found.push(range(schema.minimum, schema.maximum));
  }
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    found.push(`${range(schema.minLength, schema.maxLength)} characters`);
  }
  return found;
}

function range(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `at most ${to}`;
  return to === undefined ? `at least ${from}` : `${from} to ${to}`;
}
