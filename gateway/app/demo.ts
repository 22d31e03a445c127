import type { OpenRegistry } from '../../registry/index.ts';

const NAME = 'Demo';

/** An account, a host and a meeting to try a call with; gives the PIN, a new one at each start. */
export async function addDemo({ admin }: OpenRegistry): Promise<string> {
  const account = (await admin.listAccounts({ limit: 200 })).find(({ name }) => name === NAME) ?? (await admin.createAccount(NAME));
  const [meeting] = await admin.listMeetings(account.id, { limit: 1 });
  if (meeting !== undefined) {
    await admin.revokePins(meeting.id);
    return admin.issuePin(meeting.id, 'attendee');
  }
  const host = await admin.createUser(account.id, 'host@example.com', 'Demo host');
  const { pin } = await admin.createMeeting(account.id, { title: 'Demo meeting', ...(host && { hostUserId: host.id }) });
  return pin;
}
