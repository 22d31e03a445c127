/** All operations of the registry. */
import type { LiveList } from '../profiles/live-list.ts';
import type { Meeting } from '../sql/meetings.ts';
import type { Keys } from '../sql/store.ts';
import { accessOperations } from './access.operations.ts';
import { accountOperations } from './accounts.operations.ts';
import { callOperations } from './calls.operations.ts';
import { deviceOperations } from './devices.operations.ts';
import { jobOperations } from './jobs.operations.ts';
import type { JobTable } from './jobs.ts';
import { meetingOperations } from './meetings.operations.ts';
import type { Operation } from './operation.ts';
import { profileOperations } from './profiles.operations.ts';
import { userOperations } from './users.operations.ts';

export interface OperationsOptions {
  readonly keys: Keys;
  /** Realm of SIP digest. */
  readonly realm: string;
  readonly list: LiveList;
  readonly jobs: JobTable;
  /** A meeting was locked, ended, deleted or otherwise changed. */
  readonly onMeeting?: ((meeting: Meeting) => void) | undefined;
  /** The Policies page of an account was changed. */
  readonly onSettings?: ((accountId: string) => void) | undefined;
}

export const registryOperations = ({
  keys,
  realm,
  list,
  jobs,
  onMeeting,
  onSettings,
}: OperationsOptions): readonly Operation[] => [
  ...accountOperations(onSettings, onMeeting),
  ...userOperations(keys, onMeeting),
  ...meetingOperations(keys, onMeeting),
  ...deviceOperations({ keys, realm }),
  ...profileOperations(list),
  ...jobOperations(jobs),
  ...callOperations,
  ...accessOperations,
];
