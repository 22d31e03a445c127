import { expect, it } from 'vitest';
import { benchLoad } from '../bench/api-load.ts';

it('200 API clients for a minute are all answered, and so are the rooms that call beside them', async () => {
  expect(await benchLoad()).toMatchObject({ api_errors: 0, joins: 600, joins_failed: 0 });
});
