/**
 * Runs the stages of the test suite in order and closes with one line, `N passed, N failed`.
 * Usage: test.ts [--check | --coverage | --long]
 *   --check     format, lint, types, layering and quick unit tests: under a minute
 *   --coverage  unit tests with the coverage of the pure code, as HTML in coverage/
 *   --long      fuzzing, churn and soak runs: an hour
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Stage {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

const scratch = mkdtempSync(join(tmpdir(), 'roomgate-test-'));

function execute(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A tool that passes or fails as a whole. */
const tool = (name: string, ...args: string[]): Stage => ({
  name,
  run: async () => ((await execute(args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** Test projects of the runner. With `coverage` the run fails below the floor of vitest.config.ts. */
const tests = (name: string, { projects = [name], coverage = false } = {}): Stage => ({
  name,
  run: async () => {
    const report = join(scratch, `${name}.json`);
    const vitest = [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      ...(coverage ? ['--coverage'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const code = await execute(vitest);
    try {
      const counts = JSON.parse(readFileSync(report, 'utf8')) as {
        numPassedTests: number;
        numFailedTests: number;
        numPendingTests: number;
      };
      // A file that could not be loaded fails without a test; a skipped test does not count as passed.
      const failed = counts.numFailedTests + counts.numPendingTests;
      return { passed: counts.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
    } catch {
      return { passed: 0, failed: 1 };
    }
  },
});

const checks = [
  tool('format', 'node_modules/oxfmt/bin/oxfmt', '--check'),
  tool('lint', 'node_modules/oxlint/bin/oxlint', '--type-aware'),
  tool('types', 'node_modules/typescript/bin/tsc', '-p', '.'),
  tool('types of the page', 'node_modules/typescript/bin/tsc', '-p', 'test/e2e/browser'),
  tests('layering'),
];
const covered = tests('unit', { coverage: true });
const stagesFor = (mode: string | undefined): readonly Stage[] => {
  switch (mode) {
    case '--check':
      return [...checks, tests('unit')];
    case '--coverage':
      return [covered];
    case '--long':
      return [tests('long')];
    default:
      return [...checks, covered, tests('slow'), tests('integration'), tests('e2e')];
  }
};

const total = { passed: 0, failed: 0 };
for (const { name, run } of stagesFor(process.argv[2])) {
  process.stdout.write(`\n=== ${name}\n`);
  const started = Date.now();
  const { passed, failed } = await run();
  total.passed += passed;
  total.failed += failed;
  process.stdout.write(
    `=== ${name}: ${failed === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
