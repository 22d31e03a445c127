/** Meetings and their PINs on SQL. */
import { randomUUID } from 'node:crypto';
import { hashPasscode, hashPin, newPin } from '../pins.ts';
import { seal } from '../sealed.ts';
import { StaleError, type Expected, type Keys, type Page, type Store } from './store.ts';
import type { NewRow, Row } from './tables.ts';

/** Times are Unix ms. */
export interface Meeting {
  readonly id: string;
  readonly accountId: string;
  readonly hostUserId: string | null;
  readonly kind: 'personal' | 'scheduled';
  readonly title: string;
  readonly locked: boolean;
  readonly ended: boolean;
  readonly hasPasscode: boolean;
  readonly waitForHost: boolean;
  /** Only information for people: the PINs work before and afterwards, too. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  /** From this time on its PINs no longer work. */
  readonly expiresAt: number | null;
  /** Decides what happens to a sharer when another participant wants to share. */
  readonly contentFloor: 'newest-wins' | 'first-holds';
  readonly createdAt: number;
  readonly version: number;
}

export interface NewMeeting {
  readonly title: string;
  readonly kind?: 'personal' | 'scheduled';
  readonly hostUserId?: string;
  readonly passcode?: string;
  /** Attendees wait for a host. */
  readonly waitForHost?: boolean;
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly expiresAt?: number;
  readonly contentFloor?: Meeting['contentFloor'];
}

export interface MeetingChange {
  readonly title?: string;
  readonly locked?: boolean;
  readonly ended?: boolean;
  readonly waitForHost?: boolean;
  /** Empty: removes the passcode. */
  readonly passcode?: string;
  readonly startsAt?: number | null;
  readonly endsAt?: number | null;
  readonly expiresAt?: number | null;
  readonly contentFloor?: Meeting['contentFloor'];
}

const toMeeting = (row: Row<'meeting'>): Meeting => ({
  id: row.id,
  accountId: row.account_id,
  hostUserId: row.host_user_id,
  kind: row.kind,
  title: row.title,
  locked: row.locked !== 0,
  ended: row.ended !== 0,
  hasPasscode: row.passcode_hash !== null,
  waitForHost: row.wait_for_host !== 0,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  expiresAt: row.expires_at,
  contentFloor: row.content_floor,
  createdAt: row.created_at,
  version: row.version,
});

export async function insertMeeting(
  store: Store,
  keys: Keys,
  accountId: string,
  meeting: NewMeeting,
  now: number,
): Promise<Meeting> {
  const id = randomUUID();
  const row: NewRow<'meeting'> = {
    id,
    account_id: accountId,
    host_user_id: meeting.hostUserId ?? null,
    kind: meeting.kind ?? 'scheduled',
    title: meeting.title,
    locked: 0,
    ended: 0,
    wait_for_host: Number(meeting.waitForHost ?? false),
    passcode_hash: meeting.passcode === undefined ? null : hashPasscode(keys.pin, id, meeting.passcode),
    created_at: now,
    starts_at: meeting.startsAt ?? null,
    ends_at: meeting.endsAt ?? null,
    expires_at: meeting.expiresAt ?? null,
    ...(meeting.contentFloor && { content_floor: meeting.contentFloor }),
  };
  return toMeeting(await store.insertInto('meeting').values(row).returningAll().executeTakeFirstOrThrow());
}

/**
 * Adds a PIN to the meeting. With ten digits a clash is rare, and then another PIN is tried. `kept`: stored sealed,
 * to be shown again.
 */
export async function insertPin(
  store: Store,
  keys: Keys,
  meetingId: string,
  role: 'attendee' | 'host',
  kept = false,
): Promise<string> {
  for (;;) {
    const pin = newPin(role);
    const row: NewRow<'pin'> = {
      hash: hashPin(keys.pin, pin),
      meeting_id: meetingId,
      role,
      sealed: kept ? seal(keys.sealing, meetingId, pin) : null,
    };
    const { numInsertedOrUpdatedRows } = await store
      .insertInto('pin')
      .values(row)
      .onConflict((c) => c.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) return pin;
  }
}

/** Invalidates all PINs of the meeting. */
export async function deletePins(store: Store, meetingId: string): Promise<void> {
  await store.deleteFrom('pin').where('meeting_id', '=', meetingId).execute();
}

export async function listMeetings(
  store: Store,
  accountId: string,
  { after, limit }: Page,
): Promise<readonly Meeting[]> {
  const rows = store
    .selectFrom('meeting')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('id', '>', after ?? '');
  return (await rows.orderBy('id').limit(limit).execute()).map(toMeeting);
}

export async function getMeeting(store: Store, id: string): Promise<Meeting | undefined> {
  const row = await store.selectFrom('meeting').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toMeeting(row);
}

/** Rejects with `StaleError`; the meeting must exist. */
export async function updateMeeting(
  store: Store,
  keys: Keys,
  id: string,
  expected: Expected,
  change: MeetingChange,
): Promise<Meeting> {
  const flag = (value: boolean | undefined): { readonly set: boolean; readonly to: number } => ({
    set: value !== undefined,
    to: Number(value ?? false),
  });
  const [locked, ended, waits] = [flag(change.locked), flag(change.ended), flag(change.waitForHost)];
  const values = {
    ...(change.title !== undefined && { title: change.title }),
    ...(locked.set && { locked: locked.to }),
    ...(ended.set && { ended: ended.to }),
    ...(waits.set && { wait_for_host: waits.to }),
    ...(change.passcode !== undefined && {
      passcode_hash: change.passcode === '' ? null : hashPasscode(keys.pin, id, change.passcode),
    }),
    ...(change.startsAt !== undefined && { starts_at: change.startsAt }),
    ...(change.endsAt !== undefined && { ends_at: change.endsAt }),
    ...(change.expiresAt !== undefined && { expires_at: change.expiresAt }),
    ...(change.contentFloor !== undefined && { content_floor: change.contentFloor }),
  };
  let query = store
    .updateTable('meeting')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', id);
  if (expected !== '*') query = query.where('version', '=', expected);
  const row = await query.returningAll().executeTakeFirst();
  if (row === undefined) throw new StaleError();
  return toMeeting(row);
}

/** Returns the deleted meeting, marked as ended. */
export async function deleteMeeting(store: Store, id: string): Promise<Meeting | undefined> {
  await deletePins(store, id);
  const row = await store.deleteFrom('meeting').where('id', '=', id).returningAll().executeTakeFirst();
  return row && { ...toMeeting(row), ended: true };
}

/** Deletes all meetings of an account; returns them marked as ended. */
export async function deleteMeetingsOf(store: Store, accountId: string): Promise<readonly Meeting[]> {
  const ids = store.selectFrom('meeting').select('id').where('account_id', '=', accountId);
  await store.deleteFrom('pin').where('meeting_id', 'in', ids).execute();
  const rows = await store.deleteFrom('meeting').where('account_id', '=', accountId).returningAll().execute();
  return rows.map((row) => ({ ...toMeeting(row), ended: true }));
}
