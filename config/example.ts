import { environmentName } from './load.ts';
import { isKey, type Key, type Schema } from './key.ts';
import { schema } from './schema.ts';

/** The commented example file: every key with its unit, default, reason and environment variable. */
export function exampleYaml(): string {
  return `# yaml-language-server: $schema=roomgate.schema.json
# roomgate configuration: every key with its default. Copy the keys you change to roomgate.yaml.
# Each key can also be set by the environment variable shown with it.
${group(schema, [])}`;
}

function group(node: Schema, path: readonly string[]): string {
  return Object.entries(node)
    .map(([name, child]) =>
      isKey(child) ? entry(child, [...path, name]) : `\n${indent(path)}${name}:\n${group(child, [...path, name])}`,
    )
    .join('');
}

const indent = (path: readonly string[]): string => '  '.repeat(path.length);

function entry(key: Key, path: readonly string[]): string {
  const pad = indent(path.slice(1));
  const value = key.default === null ? 'off' : JSON.stringify(key.default);
  const unit = key.unit === undefined ? '' : ` Unit: ${key.unit}.`;
  return `
${pad}# ${key.description}${unit}
${pad}# Default because: ${key.reason} [${environmentName(path)}]
${pad}${path.at(-1)}: ${value}
`;
}
