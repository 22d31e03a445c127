/** A real registry in memory, with an account and a meeting. */
import { openRegistry, type OpenRegistry } from '../../registry/index.ts';

export interface TestRegistry extends OpenRegistry {
  readonly accountId: string;
  readonly meetingId: string;
  readonly pin: string;
}

export const testRegistryOptions = {
  data: ':memory:',
  pinKey: '11'.repeat(32),
  compatibleList: new URL('../../config/compatible-vtc.json', import.meta.url),
  realm: 'meet.chime.in',
  now: () => 1_700_000_000_000,
};

/** `database`: URL of an empty database. */
export async function openTestRegistry(database = ''): Promise<TestRegistry> {
  const opened = await openRegistry({ ...testRegistryOptions, database });
  const account = await opened.admin.createAccount('Test');
  const { meeting, pin } = await opened.admin.createMeeting(account.id, { title: 'Test' });
  return { ...opened, accountId: account.id, meetingId: meeting.id, pin };
}
