/** The API as an OpenAPI 3.1 document and as a readable page, both generated from the operations. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { Operation } from './operation.ts';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

const PROBLEM = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
} as const;

const pathOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

export function openApi(operations: readonly Operation[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations)
    (paths[pathOf(operation.path)] ??= {})[operation.method.toLowerCase()] = describe(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'roomgate',
      version,
      description:
        'The registry of conference-room devices, meetings and people, and the participants of live meetings.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key' } },
      schemas: {
        Problem: {
          type: 'object',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            pointer: { type: 'string', description: 'place in the body (RFC 6901)' },
          },
          required: ['type', 'title', 'status', 'detail', 'instance'],
        },
      },
    },
  };
}

function describe({
  id,
  name,
  method,
  path,
  summary,
  status,
  params,
  query,
  body,
  result,
  versioned,
}: Operation): object {
  const header = (headerName: string, description: string, required: boolean): object => ({
    name: headerName,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return {
    operationId: id ?? name,
    summary,
    description: `Action \`chime:${name}\`.`,
    tags: [path.split('/')[2] ?? ''],
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
      ...(versioned === true ? [header('If-Match', 'The ETag that was read, or *', true)] : []),
      ...(method === 'POST'
        ? [
            header(
              'Idempotency-Key',
              'Repeated requests with the same key are done once and get the same answer',
              false,
            ),
          ]
        : []),
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: { description: summary, ...(result && { content: { 'application/json': { schema: result } } }) },
      default: PROBLEM,
    },
  };
}

function parametersOf(place: 'path' | 'query', schema: TSchema | undefined): readonly object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: place === 'path' || (required.includes(name) && !('default' in each)),
    schema: each,
  }));
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One page without scripts, so that it works without access to any other server. */
function page(operations: readonly Operation[]): string {
  const groups = Map.groupBy(operations, ({ path }) => path.split('/')[2] ?? '');
  const row = ({ id, name, method, path, summary, versioned }: Operation): string =>
    `<tr><td><code>${method}</code></td><td><code>${escaped(pathOf(path))}</code></td><td>${escaped(summary)}${versioned === true ? ' <em>If-Match</em>' : ''}</td><td><code>${id ?? name}</code></td></tr>`;
  const tables = [...groups].map(
    ([group, list]) => `<h2 id="${escaped(group)}">${escaped(group)}</h2><table>${list.map(row).join('')}</table>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>roomgate API</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}td{padding:.2rem .8rem .2rem 0;vertical-align:top}code{white-space:nowrap}</style>
<h1>roomgate API</h1><p>Every request below <code>/v1</code> needs <code>Authorization: Bearer &lt;API key&gt;</code>. Errors are problem documents (RFC 9457).
For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>${tables.join('\n')}</html>`;
}

/** Serves `/openapi.json` and `/docs`, which reveal nothing that needs a key. */
export function registerDocs(app: FastifyInstance, operations: readonly Operation[], version: string): void {
  const [document, html] = [JSON.stringify(openApi(operations, version)), page(operations)];
  app.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  app.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(html),
  );
}
