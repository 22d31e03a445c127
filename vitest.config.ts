import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], exclude: string[] = [], timeout = 10_000, parallel = true) => ({
  test: {
    name,
    include,
    exclude,
    testTimeout: timeout,
    hookTimeout: Math.max(timeout, 30_000),
    pool: 'forks' as const,
    fileParallelism: parallel,
    expect: { poll: { timeout: 8_000 } },
  },
});

/** `*.test.ts` is a unit test unless its name says otherwise. Long runs are `*.long.test.ts`. */
const special = ['test/**/*.integration.test.ts', 'test/**/*.long.test.ts', 'test/e2e/**', 'test/layering.test.ts'];

export default defineConfig({
  test: {
    projects: [
      project('layering', ['test/layering.test.ts']),
      project('unit', ['test/**/*.test.ts'], special),
      project('integration', ['test/**/*.integration.test.ts'], ['test/e2e/**'], 30_000, false),
      project('e2e', ['test/e2e/**/*.test.ts'], ['test/**/*.long.test.ts'], 60_000, false),
      project('long', ['test/**/*.long.test.ts'], [], 1_800_000, false),
    ],
  },
});
