/** The properties of a schema, one a row; what is an object itself opens on request. */
import { ChevronRight } from "lucide-react";
import { resolve, type Schema, type Spec, typeWords } from "./spec.ts";
import { Words } from "./Words.tsx";

type SchemaTableProps = { spec: Spec; schema: Schema; depth?: number };

/** Deeper than this a type is only named. */
const DEEPEST = 4;

export function SchemaTable({ spec, schema, depth = 0 }: SchemaTableProps) {
  const shape = shapeOf(spec, schema);
  const properties = Object.entries(shape.properties ?? {});
  if (properties.length === 0)
    return <p className="py-2 font-mono text-small text-muted">{typeWords(schema)}</p>;
  return (
    <ul className="divide-y divide-line-subtle">
      {properties.map(([name, property]) => (
        <li key={name} className="py-2.5">
          <p className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <code className="font-mono text-fact text-strong">{name}</code>
            <span className="font-mono text-small break-all text-muted">{typeWords(property)}</span>
            {!shape.required?.includes(name) && <span className="text-small text-muted">optional</span>}
          </p>
          <Words text={resolve(spec, property).description ?? ""} className="mt-0.5 text-fact text-muted" />
          {depth < DEEPEST && hasProperties(spec, property) && (
            <details className="group mt-1">
              <summary className="inline-flex min-h-7 list-none pointer-coarse:min-h-11 items-center gap-1 rounded-xs text-small text-primary-text">
                <ChevronRight
                  aria-hidden="true"
                  size={14}
                  className="transition-transform group-open:rotate-90"
                />
                Its properties
              </summary>
              <div className="ml-1.5 border-l border-line-subtle pl-4">
                <SchemaTable spec={spec} schema={property} depth={depth + 1} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The object behind a schema: through references, arrays and "or null". */
function shapeOf(spec: Spec, raw: Schema): Schema {
  const schema = resolve(spec, raw);
  if (schema.properties) return schema;
  if (schema.items) return shapeOf(spec, schema.items);
  const choice = (schema.oneOf ?? schema.anyOf)?.find((one) => one.type !== "null");
  return choice ? shapeOf(spec, choice) : schema;
}

function hasProperties(spec: Spec, schema: Schema): boolean {
  return Object.keys(shapeOf(spec, schema).properties ?? {}).length > 0;
}
