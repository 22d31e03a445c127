/** Runs a system program to its end. */
import { spawn } from 'node:child_process';

export interface Finished {
  readonly code: number;
  readonly output: string;
}

export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: Uint8Array } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString('latin1')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}
