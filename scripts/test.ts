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
import { ownNetwork } from './own-network.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Stage {
  readonly name: string;
  readonly run: (output?: Execution['output']) => Promise<Count>;
}

interface Execution {
  /** Runs in a network of its own, if the system permits it. */
  readonly isolated?: boolean;
  /** Collects the output instead of showing it at once. */
  readonly output?: ((chunk: Buffer) => void) | undefined;
}

const network = ownNetwork();
const scratch = mkdtempSync(join(tmpdir(), 'roomgate-test-'));

function execute(args: readonly string[], { isolated = false, output }: Execution = {}): Promise<number> {
  const [program = '', ...rest] = [...(isolated ? network : []), process.execPath, ...args];
  const sink = output === undefined ? 'inherit' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(program, rest, { stdio: ['ignore', sink, sink] });
    if (output !== undefined) for (const stream of [child.stdout, child.stderr]) stream?.on('data', output);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A tool that passes or fails as a whole. */
const tool = (name: string, ...args: string[]): Stage => ({
  name,
  run: async (output) =>
    (await execute(args, { output })) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
});

/**
 * A test project of the runner. With `coverage` the run fails below the floor of vitest.config.ts; `isolated` ones use
 * fixed ports.
 */
const tests = (name: string, { coverage = false, isolated = false } = {}): Stage => ({
  name,
  run: async (output) => {
    const report = join(scratch, `${name}.json`);
    const vitest = [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      name,
      ...(coverage ? ['--coverage'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ];
    const code = await execute(vitest, { isolated, output });
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
  tool('prose', 'scripts/lint-prose.ts'),
  tool('types', 'node_modules/typescript/bin/tsc', '-p', '.'),
  tool('types of the page', 'node_modules/typescript/bin/tsc', '-p', 'test/e2e/browser'),
  tests('layering'),
];
const covered = tests('unit', { coverage: true });
/** Real sockets and programs: one core each, side by side, if their ports cannot collide. */
const real = [tests('integration', { isolated: true }), tests('e2e', { isolated: true })];

/** The stages in order; those of one group run side by side. */
const stagesFor = (mode: string | undefined): readonly (readonly Stage[])[] => {
  switch (mode) {
    case '--check':
      return [...checks, tests('unit')].map((stage) => [stage]);
    case '--coverage':
      return [[covered]];
    case '--long':
      return [[tests('long', { isolated: true })]];
    default:
      return [
        ...[...checks, covered, tests('slow')].map((stage) => [stage]),
        ...(network.length > 0 ? [real] : real.map((stage) => [stage])),
      ];
  }
};

/** Runs a stage. `quiet` shows its output at the end only. */
async function runStage({ name, run }: Stage, quiet: boolean): Promise<Count> {
  const chunks: Buffer[] = [];
  if (!quiet) process.stdout.write(`\n=== ${name}\n`);
  const started = Date.now();
  const count = await run(quiet ? (chunk) => void chunks.push(chunk) : undefined);
  if (quiet) process.stdout.write(`\n=== ${name}\n${Buffer.concat(chunks).toString()}`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`=== ${name}: ${count.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`);
  return count;
}

const total = { passed: 0, failed: 0 };
for (const group of stagesFor(process.argv[2])) {
  for (const count of await Promise.all(group.map((stage, at) => runStage(stage, at > 0)))) {
    total.passed += count.passed;
    total.failed += count.failed;
  }
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
