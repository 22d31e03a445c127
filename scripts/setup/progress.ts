import { LocalError } from '../../base/errors.ts';
import { spawn } from 'node:child_process';

/** Set-up cannot continue; the message says what to do. */
export class SetupError extends LocalError {
  constructor(message: string) {
    super('setup', message);
  }
}

/** Prints one line of progress. */
export function step(text: string): void {
  process.stderr.write(`roomgate: ${text}\n`);
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with every line of output. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end; resolves to its exit code (127: the program does not exist) and the last lines of its
 * output.
 */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number; tail: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    let partial = '';
    const take = (chunk: Buffer): void => {
      const parts = (partial + chunk.toString()).split('\n');
      partial = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (lines.length > 15) lines.shift();
        options.onLine?.(line);
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 127, tail: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, tail: [...lines, partial].join('\n') }));
  });
}
