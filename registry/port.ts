/** The registry's port to the gateway: which device calls, what it can do, and which meeting a PIN opens. */

/** A secret that is shown only on request, e.g. a PIN. */
export interface Revealable {
  reveal(): string;
}

export type Protocol = 'sip' | 'h323';
export type MediaDirection = 'both' | 'to-device' | 'from-device' | 'none';

/**
 * The message that keeps an idle H.323 connection to this device open: an empty TPKT, an empty FACILITY, STATUS
 * INQUIRY, RoundTripDelayRequest.
 */
export type KeepAlive = 'tpkt' | 'facility' | 'status-inquiry' | 'round-trip';

/** H.225.0 VendorIdentifier, or H.245 VendorIdentification. The texts come from the peer. */
export interface VendorIdentity {
  /** T.35 codes. */
  readonly t35: { readonly country: number; readonly extension: number; readonly manufacturer: number };
  readonly product: string;
  readonly version: string;
}

/** How a device sends digits, and how it is asked for a keyframe. */
export type DtmfWay =
  | 'rfc4733'
  | 'info-relay'
  | 'info-dtmf'
  | 'h245-alphanumeric'
  | 'h245-signal'
  | 'q931-keypad'
  | 'in-band';
export type KeyframeWay = 'pli' | 'fir' | 'info' | 'h245';

/** The abilities of a device model over one protocol. For absent fields, the device's own signalling counts. */
export interface ProtocolProfile {
  readonly supported: boolean;
  readonly audio: MediaDirection;
  readonly video: MediaDirection;
  readonly screen: MediaDirection;
  /** Encoding names worth offering, best first. */
  readonly audioCodecs?: readonly string[] | undefined;
  readonly videoCodecs?: readonly string[] | undefined;
  /** For H.264 (RFC 6184). */
  readonly packetizationModes?: readonly (0 | 1)[] | undefined;
  readonly dtmf?: readonly DtmfWay[] | undefined;
  readonly keyframe?: readonly KeyframeWay[] | undefined;
  /** The `floorctrl` roles that the device offers (RFC 8856 §5.1). */
  readonly bfcpRoles?: readonly ('c-only' | 's-only' | 'c-s')[] | undefined;
  readonly bfcpTransports?: readonly ('udp' | 'tcp')[] | undefined;
  readonly keepAlive?: KeepAlive | undefined;
}

/**
 * The most specific source of a device's abilities: the registry's record of it, a model or a family of the
 * compatible-VTC list, or the default.
 */
export type MatchRule = 'device' | 'model' | 'family' | 'default';

/** The outcome of a look-up. Every text comes from the list, except `firmware`; none is the peer's own. */
export interface DeviceMatch {
  readonly rule: MatchRule;
  /** Identifier of the matching row; `default` if no row matches. */
  readonly ruleId: string;
  /** Firmware range of the matching row, `*` for any. */
  readonly firmwareRange?: string;
  readonly vendor: string;
  readonly model: string;
  /** Software line and up to four numbers, e.g. `tc7.3.6`. Not for metric labels. */
  readonly firmware?: string;
  /** A line of firmware from a bounded set, e.g. `ce9`, `tc7`, or `other`. */
  readonly firmwareLine: string;
  /** The evidence for the row, and its date (YYYY-MM-DD). */
  readonly evidence: string;
  readonly dated?: string;
  readonly sip: ProtocolProfile;
  readonly h323: ProtocolProfile;
  /** The registry's record of the device, if there is one. */
  readonly device?: KnownDevice;
}

export interface KnownDevice {
  readonly id: string;
  readonly accountId: string;
  /**
   * The device is registered from where it calls, or calls from one of its own networks; otherwise the name is only
   * its claim.
   */
  readonly proven: boolean;
}

export interface DeviceQuery {
  readonly protocol: Protocol;
  /** SIP. */
  readonly userAgent?: string;
  /** H.323. */
  readonly vendor?: VendorIdentity;
  /** The names under which it is registered, or that it calls itself. */
  readonly aliases?: readonly string[];
  /** The observed source address of the call. */
  readonly source?: string;
}

/** Rules of the host's account in a meeting (its Policies page). */
export interface MeetingPolicies {
  /** Control of shared computers. */
  readonly remoteControl: 'on' | 'off';
  readonly farEndCameraControl: 'on' | 'host' | 'off';
  readonly contentFromDevices: 'on' | 'off';
  /** Encryption of media: not requested, used with every device that offers it, or required of all. */
  readonly minimumEncryption: 'none' | 'optional' | 'required';
  /** Set per meeting: what happens to a sharer when another participant wants to share. */
  readonly contentFloor: 'newest-wins' | 'first-holds';
}

export interface MeetingMatch {
  readonly meetingId: string;
  readonly accountId: string;
  readonly role: 'attendee' | 'host';
  readonly locked: boolean;
  readonly ended: boolean;
  /** Attendees wait for a host. */
  readonly waitsForHost: boolean;
  /** The passcode given with the PIN is correct, or none is required. */
  readonly passcodeOk: boolean;
  /** The account's policy for devices that it does not own: `limit` lets them wait for the host. */
  readonly unregisteredDevices: 'allow' | 'limit' | 'refuse';
  readonly policies: MeetingPolicies;
}

/** One finished call (CDR). Times are Unix ms; absent if the call did not get that far. */
export interface CallRecord {
  readonly callId: string;
  /** Call-ID of SIP, callIdentifier of H.323. */
  readonly signallingId?: string;
  readonly protocol: Protocol;
  readonly direction: 'inbound' | 'outbound';
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt: number;
  readonly result: string;
  readonly reason: string;
  readonly meetingId?: string;
  readonly accountId?: string;
  readonly vendor: string;
  readonly model: string;
  readonly firmwareLine: string;
  readonly matchRule: string;
  /** The device's own identification, with its firmware; at most 128 printable characters. */
  readonly software?: string;
  readonly audioCodec?: string;
  readonly videoCodec?: string;
  readonly sourceAddress: string;
  /** The registry's device that called, if proven. */
  readonly deviceId?: string;
  /** `DeviceMatch.firmware`. */
  readonly firmware?: string;
  /** How the media were encrypted, judged by the weakest stream: not at all, by keys in SDP, by DTLS. */
  readonly encryption?: 'none' | 'sdes' | 'dtls';
  /** Shared content in the call: `sent`, seen in its content `channel`, seen in its `main-video`; absent: none. */
  readonly content?: readonly ('sent' | 'channel' | 'main-video')[];
}

export interface ServiceEvent {
  readonly name: string;
  /** IP address; empty if no peer caused the event. */
  readonly source: string;
  /** The account that the event concerns. */
  readonly accountId?: string;
  /** For an action that was not carried out. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly parameters: Readonly<Record<string, string>>;
}

/** A device's location, bound by REGISTER. */
export interface Binding {
  readonly aor: string;
  readonly contact: string;
  readonly callId: string;
  readonly cseq: number;
  /** Unix ms. */
  readonly expiresAt: number;
  /** Source address of the registration; absent: the contact's host counts. */
  readonly source?: string;
}

/** A device that may register, found by the user part of its address of record. */
export interface DeviceCredentials {
  readonly deviceId: string;
  /** H(username:realm:password), hexadecimal, for each algorithm (RFC 7616 §3.4.2). */
  readonly ha1: { readonly md5: string; readonly sha256: string };
}

/** A device as found by its H.323 aliases. */
export interface H323Device {
  readonly deviceId: string;
  /** The device's h323-ID. */
  readonly username: string;
  /** Further aliases, e.g. E.164 numbers. */
  readonly aliases: readonly string[];
  /** For H.235; absent for devices created before passwords were kept. */
  readonly password?: Revealable;
}

export interface Registry {
  /** Looks a device up in the compatible-VTC list; never fails, as it falls back to the conservative default. */
  lookupDevice(query: DeviceQuery): DeviceMatch;
  /** Identifies a device by the registry's devices and the newest list; rejects if the database does not answer. */
  identifyDevice(query: DeviceQuery): Promise<DeviceMatch>;
  /** Takes the same time whether the PIN exists or not. */
  resolvePin(pin: Revealable, passcode?: Revealable): Promise<MeetingMatch | undefined>;
  /** The current policies; undefined: the meeting does not exist. */
  meetingPolicies(meetingId: string): Promise<MeetingPolicies | undefined>;
  /** Locks an open meeting, or unlocks a locked one; resolves to the new state. */
  toggleLock(meetingId: string): Promise<boolean>;
  /**
   * Queues a call record. Rejects once when the database stops accepting records, and once when it recovers after
   * some were lost; the record itself is queued all the same.
   */
  recordCall(record: CallRecord): Promise<void>;
  /** Adds an action of the gateway itself to the audit log. No secrets. */
  recordEvent(event: ServiceEvent): Promise<void>;
  /** `source`: the address of the request; a device is unknown outside its networks. */
  deviceCredentials(username: string, source?: string): Promise<DeviceCredentials | undefined>;
  /** Finds a device by its username or one of its aliases; `source` as above. */
  h323Device(alias: string, source?: string): Promise<H323Device | undefined>;
  /**
   * Replaces the bindings of an address of record; resolves to false for a request that is not newer than the last
   * one with its Call-ID, or that has control characters.
   */
  bind(
    aor: string,
    bindings: readonly Binding[],
    request: { readonly callId: string; readonly cseq: number },
  ): Promise<boolean>;
  bindings(aor: string): Promise<readonly Binding[]>;
  /** Row counts by table, for leak tests and metrics. */
  sizes(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

export type { Verdict } from './audit/verify.ts';
export type { Meeting } from './sql/meetings.ts';
