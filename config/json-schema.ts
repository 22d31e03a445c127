/** The configuration as a JSON Schema, for editors: completion, descriptions and checks while typing. */
import { Type, type TSchema } from 'typebox';
import { isKey, type Key, type Schema } from './key.ts';
import { schema } from './schema.ts';

/** The document that `config/roomgate.schema.json` holds. */
export const jsonSchema = (): TSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'roomgate configuration',
  ...groupOf(schema),
});

function groupOf(node: Schema): TSchema {
  const properties = Object.entries(node).map(
    ([name, child]) => [name, isKey(child) ? propertyOf(child) : groupOf(child)] as const,
  );
  return Type.Object(Object.fromEntries(properties), { required: [], additionalProperties: false });
}

/** In YAML a listener is switched off by the word `off`, which stands for null here. */
function propertyOf({ reason, unit, description, ...key }: Key): TSchema {
  const ours = new Set(['expected', 'secret']);
  const schema = Object.fromEntries(Object.entries(key).filter(([name]) => !ours.has(name)));
  const { anyOf } = schema as { readonly anyOf?: readonly TSchema[] };
  const about = `${description}${unit === undefined ? '' : ` Unit: ${unit}.`} Default because: ${reason}`;
  const value = anyOf === undefined ? {} : { anyOf: [...anyOf, Type.Literal('off')] };
  return { ...schema, ...value, default: key.default ?? 'off', description: about };
}
