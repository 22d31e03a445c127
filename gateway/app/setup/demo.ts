import type { OpenRegistry } from '../../../registry/index.ts';

const NAME = 'Demo';

export interface DemoPins {
  readonly pin: string;
  readonly hostPin: string;
}

/** Creates an account, a host and a meeting for a test call; returns new PINs at each start. */
export async function addDemo({ admin }: OpenRegistry): Promise<DemoPins> {
  const account =
    (await admin.listAccounts({ limit: 200 })).find(({ name }) => name === NAME) ?? (await admin.createAccount(NAME));
  const meeting = (await admin.listMeetings(account.id, { limit: 200 })).find(({ kind }) => kind === 'scheduled');
  if (meeting !== undefined) {
    await admin.revokePins(meeting.id);
    return { pin: await admin.issuePin(meeting.id, 'attendee'), hostPin: await admin.issuePin(meeting.id, 'host') };
  }
  const host = await admin.createUser(account.id, 'host@example.com', 'Demo host');
  return admin.createMeeting(account.id, { title: 'Demo meeting', ...(host && { hostUserId: host.id }) });
}
