import { describe, expect, it } from 'vitest';
import { TaskQueue } from '../../../gateway/sip/task-queue.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const fault = new Error('a fault');
const throws = (): never => {
  throw fault;
};

describe('a queue', () => {
  it('runs a task at once if nothing precedes it', () => {
    const done: string[] = [];
    const queue = new TaskQueue(throws);
    queue.do(() => void done.push('first'));
    expect(done).toEqual(['first']);
  });

  it.each<[string, () => Promise<void> | void]>([
    ['throws', throws],
    ['rejects', () => Promise.reject(fault)],
  ])('continues after a task that %s, both immediately and after waiting', async (_name, task) => {
    const [done, failed, errors]: [string[], unknown[], unknown[]] = [[], [], []];
    const queue = new TaskQueue((error) => void errors.push(error));
    queue.do(task, (error) => void failed.push(error));
    queue.do(() => Promise.resolve());
    queue.do(task, (error) => void failed.push(error));
    queue.do(task);
    queue.do(task, throws);
    queue.do(() => void done.push('last'));
    await settle();
    expect(failed).toEqual([fault, fault]);
    expect(errors).toEqual([fault, fault]);
    expect(done).toEqual(['last']);
  });
});
