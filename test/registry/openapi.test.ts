import { expect, it } from 'vitest';
import { openApi } from '../../registry/http/openapi.ts';
import { JobTable } from '../../registry/http/jobs.ts';
import { registryOperations } from '../../registry/http/operations.ts';
import { createHttpServer } from '../../registry/index.ts';
import { openTestRegistry } from '../fakes/registry.ts';

interface Described {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

it('the document has every operation once, with its parameters and its problem', async () => {
  const opened = await openTestRegistry();
  const operations = registryOperations({
    keys: opened.admin.keys,
    realm: opened.admin.realm,
    list: opened.list,
    jobs: new JobTable(opened.now, () => undefined),
  });
  const { paths } = openApi(operations, '1') as { paths: Record<string, Record<string, Described>> };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).map((each) => ({ path, ...each })),
  );
  expect(described).toHaveLength(operations.length);
  expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { path, parameters, responses } of described) {
    expect(
      parameters
        .filter((each) => each.in === 'path')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted());
    expect(responses).toHaveProperty('default');
  }
  const app = createHttpServer({
    opened,
    open: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  expect((await app.inject('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
  const docs = await app.inject('/docs');
  expect([docs.statusCode, docs.body.includes('/v1/accounts/{account}')]).toEqual([200, true]);
  await app.close();
  await opened.registry.close();
});
