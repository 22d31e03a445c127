/** What can be allowed and denied: the administration guide's actions, and those for what the guide has none for. */

/** The guide's "Amazon Chime Actions" (2018-01-22), complete; those of features that are not here yet are known, so that its policies are valid. */
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
  // In its example of a read-only policy.
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

/** Those that change nothing. */
const READS = /^chime:(?:List|Get|Validate)/;
export const isRead = (action: Action): boolean => READS.test(action);
