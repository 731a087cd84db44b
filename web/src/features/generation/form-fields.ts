/**
 * The form of a custom flow as data: what stands in each field, what that means as input, and what is wrong with it. The server checks the same by the flow's
 * schema; here it is said at the field before anything is asked.
 */
import type { FlowField, FormFields } from "../../api/types.ts";

/** From this many characters on a text gets a large box. */
const LONG_TEXT = 200;

export type FormReading = {
  /** The input, once nothing is missing or wrong. */
  input: FormFields | null;
  /** What is wrong with what was filled in, by field. */
  errors: Record<string, string>;
  /** Fields that are needed and still empty. */
  missing: string[];
};

/** What a field shows: what was filled in, else the schema's default. */
export function shownValue(field: FlowField, filled: FormFields): unknown {
  const value = filled[field.name];
  return value === undefined ? (field.schema.default ?? (field.kind === "flag" ? false : "")) : value;
}

export function isLongText(field: FlowField): boolean {
  const most = field.schema.maxLength;
  return field.kind === "text" && typeof most === "number" && most >= LONG_TEXT;
}

export function choicesOf(field: FlowField): unknown[] {
  return Array.isArray(field.schema.enum) ? field.schema.enum : [];
}

/** "1 to 10", "at least 1", "at most 10". */
export function rangeWords(field: FlowField): string | null {
  const { minimum, maximum } = field.schema;
  if (field.kind !== "number") return null;
  if (typeof minimum === "number" && typeof maximum === "number") return `${minimum} to ${maximum}`;
  if (typeof minimum === "number") return `At least ${minimum}`;
  return typeof maximum === "number" ? `At most ${maximum}` : null;
}

export function readForm(fields: FlowField[], filled: FormFields): FormReading {
  const input: FormFields = {};
  const errors: Record<string, string> = {};
  const missing: string[] = [];
  for (const field of fields) {
    const value = readValue(field, shownValue(field, filled));
    if (value instanceof Wrong) errors[field.name] = value.sentence;
    else if (value !== undefined) input[field.name] = value;
    else if (field.required) missing.push(field.name);
  }
  const complete = missing.length === 0 && Object.keys(errors).length === 0;
  return { input: complete ? input : null, errors, missing };
}

class Wrong {
  readonly sentence: string;
  constructor(sentence: string) {
    this.sentence = sentence;
  }
}

/** The value that is sent; `undefined` for a field that is left empty. */
function readValue(field: FlowField, shown: unknown): unknown | Wrong {
  if (field.kind === "flag") return shown === true;
  if (shown === "" || shown === null || shown === undefined) return undefined;
  if (field.kind === "number") return numberOf(field, shown);
  if (field.kind === "text") return textOf(field, String(shown));
  if (field.kind === "choice" && !choicesOf(field).some((choice) => choice === shown))
    return new Wrong("This is no longer one of the choices.");
  return shown;
}

function textOf(field: FlowField, text: string): string | Wrong | undefined {
  if (text.trim() === "") return undefined;
  const { minLength, maxLength } = field.schema;
  const count = [...text].length;
  if (typeof maxLength === "number" && count > maxLength)
    return new Wrong(`${count} characters are too many; the limit is ${maxLength}.`);
  if (typeof minLength === "number" && count < minLength)
    return new Wrong(`At least ${minLength} characters.`);
  return text;
}

function numberOf(field: FlowField, shown: unknown): number | Wrong {
  const number = typeof shown === "number" ? shown : Number(String(shown).trim());
  if (!Number.isFinite(number)) return new Wrong("Write a number.");
  if (field.schema.type === "integer" && !Number.isInteger(number)) return new Wrong("Write a whole number.");
  const { minimum, maximum } = field.schema;
  const low = typeof minimum === "number" && number < minimum;
  const high = typeof maximum === "number" && number > maximum;
  return low || high ? new Wrong(`${rangeWords(field)}.`) : number;
}

/** What the conversation will say of this input, as the server says it. */
export function formWords(flowName: string, fields: FlowField[], input: FormFields): string {
  for (const name of ["prompt", "words", "message"]) {
    const said = input[name];
    if (typeof said === "string" && said.trim() !== "") return said.trim();
  }
  const lines = fields.flatMap((field) => {
    const value = input[field.name];
    if (value === undefined) return [];
    if (field.kind === "file") return [`${field.title}: a file`];
    return [`${field.title}: ${typeof value === "boolean" ? (value ? "yes" : "no") : String(value)}`];
  });
  return lines.length > 0 ? lines.join("\n") : flowName;
}
