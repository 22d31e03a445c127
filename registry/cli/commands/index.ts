/** All commands over the API, in the order of the help. */
import type { Group } from '../command.ts';
import { audit, calls, keys, policies } from './access.ts';
import { accounts } from './accounts.ts';
import { devices, jobs } from './devices.ts';
import { meetings, pins } from './meetings.ts';
import { profiles } from './profiles.ts';
import { users } from './users.ts';

export const GROUPS: readonly Group[] = [
  accounts,
  users,
  devices,
  jobs,
  profiles,
  meetings,
  pins,
  policies,
  keys,
  calls,
  audit,
];
