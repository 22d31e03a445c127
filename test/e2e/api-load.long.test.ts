import { expect, it } from 'vitest';
import { benchLoad } from '../bench/api-load.ts';

it('200 API clients get all their answers for a minute, while devices call in parallel', async () => {
  expect(await benchLoad()).toMatchObject({ api_errors: 0, joins: 600, joins_failed: 0 });
});
