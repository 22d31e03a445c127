/**
 * Set-up after `npm ci`: the mediasoup worker and, for tests, daemons and tools of the system. Usage: setup.ts run
 * | test. Idempotent; prints nothing if there is nothing to do.
 */
import { ensurePackages, TEST_PACKAGES } from './setup/apt.ts';
import { ensureAsterisk } from './setup/asterisk.ts';
import { SetupError, step } from './setup/progress.ts';
import { ensureWorker } from './setup/worker.ts';

try {
  await ensureWorker();
  if (process.argv[2] === 'test') {
    await ensurePackages(TEST_PACKAGES, 'the tests');
    await ensureAsterisk();
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  step(error.message);
  process.exitCode = 1;
}
