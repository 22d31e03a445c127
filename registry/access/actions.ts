/**
 * Actions that policies can allow or deny: those of the administration guide, and our own for what the guide does
 * not cover.
 */

/**
 * The guide's "Amazon Chime Actions" (2018-01-22), complete, including actions of features that do not exist here
 * yet, so that the guide's policies are valid.
 */
const GUIDE = [
  'CreateAccount',
  'RenameAccount',
  'ListAccounts',
  'GetAccount',
  'DeleteAccount',
  'GetAccountSettings',
  'UpdateAccountSettings',
  'ListUsers',
  'GetUser',
  'GetUserByEmail',
  'InviteUsers',
  'SuspendUsers',
  'ActivateUsers',
  'UpdateUserLicenses',
  'ResetPersonalPin',
  'LogoutUser',
  'ListAccountUsageReportData',
  'ListAccountUsageReports',
  'ListDomains',
  'AddDomain',
  'GetDomain',
  'DeleteDomain',
  'SubmitSupportRequest',
  'ListDirectories',
  'ConnectDirectory',
  'DisconnectDirectory',
  'ListGroups',
  'ListGroup',
  'AddOrUpdateGroups',
  'DeleteGroups',
  'AcceptDelegate',
  'ValidateDelegate',
  'ListDelegates',
  'DeleteDelegate',
  // Used in the guide's example of a read-only policy.
  'GetAccountResource',
] as const;

const OURS = [
  'RemoveUsers',
  'AcceptInvitation',
  'UpdateUser',
  'ListDevices',
  'GetDevice',
  'RegisterDevice',
  'UpdateDevice',
  'DeleteDevice',
  'ImportDevices',
  'ResetDeviceCredentials',
  'GetJob',
  'ListDeviceProfiles',
  'GetDeviceProfile',
  'UpdateDeviceProfile',
  'ListMeetings',
  'GetMeeting',
  'CreateMeeting',
  'UpdateMeeting',
  'DeleteMeeting',
  'ResetMeetingPins',
  'ListParticipants',
  'UpdateParticipant',
  'RemoveParticipant',
  'MuteAllParticipants',
  'GetContentFloor',
  'UpdateContentFloor',
  'GetRemoteControl',
  'RequestRemoteControl',
  'UpdateRemoteControl',
  'ListCalls',
  'ListPinLocks',
  'DeletePinLock',
  'ListPolicies',
  'GetPolicy',
  'CreatePolicy',
  'UpdatePolicy',
  'DeletePolicy',
  'ListApiKeys',
  'CreateApiKey',
  'RevokeApiKey',
  'ListAuditEvents',
] as const;

export type ActionName = (typeof GUIDE)[number] | (typeof OURS)[number];
export type Action = `chime:${ActionName}`;

const prefixed = (name: ActionName): Action => `chime:${name}`;
export const ACTIONS: readonly Action[] = [...GUIDE, ...OURS].map(prefixed);

/** Actions that change nothing. */
const READS = /^chime:(?:List|Get|Validate)/;
export const isRead = (action: Action): boolean => READS.test(action);
