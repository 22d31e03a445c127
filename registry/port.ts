/** The registry, as the gateway knows it: who dials, what the device can do, and which meeting a PIN opens. */

/** A secret that shows itself only when asked, e.g. a PIN. */
export interface Revealable {
  reveal(): string;
}

export type Protocol = 'sip' | 'h323';
export type MediaDirection = 'both' | 'to-device' | 'from-device' | 'none';

/** What keeps an idle H.323 connection open, for this device: an empty TPKT, an empty FACILITY, STATUS INQUIRY, RoundTripDelayRequest. */
export type KeepAlive = 'tpkt' | 'facility' | 'status-inquiry' | 'round-trip';

/** H.225.0 VendorIdentifier, or H.245 VendorIdentification. The texts are the peer's. */
export interface VendorIdentity {
  /** T.35 codes. */
  readonly t35: { readonly country: number; readonly extension: number; readonly manufacturer: number };
  readonly product: string;
  readonly version: string;
}

/** Ways in which digits come, and ways to ask for a keyframe. */
export type DtmfWay =
  | 'rfc4733'
  | 'info-relay'
  | 'info-dtmf'
  | 'h245-alphanumeric'
  | 'h245-signal'
  | 'q931-keypad'
  | 'in-band';
export type KeyframeWay = 'pli' | 'fir' | 'info' | 'h245';

/** What a device of a model can do over one protocol. Where something is left open, what the device says counts. */
export interface ProtocolProfile {
  readonly supported: boolean;
  readonly audio: MediaDirection;
  readonly video: MediaDirection;
  readonly screen: MediaDirection;
  /** Encoding names worth offering, best first. */
  readonly audioCodecs?: readonly string[] | undefined;
  readonly videoCodecs?: readonly string[] | undefined;
  /** Of H.264 (RFC 6184). */
  readonly packetizationModes?: readonly (0 | 1)[] | undefined;
  readonly dtmf?: readonly DtmfWay[] | undefined;
  readonly keyframe?: readonly KeyframeWay[] | undefined;
  /** What the device offers as `floorctrl` (RFC 8856 §5.1). */
  readonly bfcpRoles?: readonly ('c-only' | 's-only' | 'c-s')[] | undefined;
  readonly bfcpTransports?: readonly ('udp' | 'tcp')[] | undefined;
  readonly keepAlive?: KeepAlive | undefined;
}

/** What said most of a device: the registry's record of it, a model or a family of the compatible-VTC list, or nothing. */
export type MatchRule = 'device' | 'model' | 'family' | 'default';

/** The outcome of a look-up. Every text here comes from the list, but for `firmware`; none is the peer's own. */
export interface DeviceMatch {
  readonly rule: MatchRule;
  /** Identifier of the matching row, `default` when none did. */
  readonly ruleId: string;
  /** Firmware range of the matching row, `*` for any. */
  readonly firmwareRange?: string;
  readonly vendor: string;
  readonly model: string;
  /** Its line and up to four numbers, e.g. `tc7.3.6`. Not for labels. */
  readonly firmware?: string;
  /** Bounded line of firmware, e.g. `ce9`, `tc7`, or `other`. */
  readonly firmwareLine: string;
  /** What the row stands on, and its date (YYYY-MM-DD). */
  readonly evidence: string;
  readonly dated?: string;
  readonly sip: ProtocolProfile;
  readonly h323: ProtocolProfile;
  /** The registry's record of it, where there is one. */
  readonly device?: KnownDevice;
}

export interface KnownDevice {
  readonly id: string;
  readonly accountId: string;
  /** It is registered from where it calls from, or calls from a network of its own; else it only calls itself so. */
  readonly proven: boolean;
}

export interface DeviceQuery {
  readonly protocol: Protocol;
  /** SIP. */
  readonly userAgent?: string;
  /** H.323. */
  readonly vendor?: VendorIdentity;
  /** What it is registered as, or calls itself. */
  readonly aliases?: readonly string[];
  /** The address that it calls from, as observed. */
  readonly source?: string;
}

/** What the host's account allows in a meeting (its Policies page). */
export interface MeetingPolicies {
  /** Control of shared computers. */
  readonly remoteControl: 'on' | 'off';
  readonly farEndCameraControl: 'on' | 'host' | 'off';
  readonly contentFromRooms: 'on' | 'off';
  /** Of media: nothing asked for, wherever the room offers it, or nothing without it. */
  readonly minimumEncryption: 'none' | 'optional' | 'required';
  /** Of the meeting itself: what becomes of whoever shares when another wants to. */
  readonly contentFloor: 'newest-wins' | 'first-holds';
}

export interface MeetingMatch {
  readonly meetingId: string;
  readonly accountId: string;
  readonly role: 'attendee' | 'host';
  readonly locked: boolean;
  readonly ended: boolean;
  /** Attendees wait until a host is there. */
  readonly waitsForHost: boolean;
  /** The passcode that came with the PIN is right, or none is needed. */
  readonly passcodeOk: boolean;
  /** The account's policy for devices that it does not have: `limit` lets them wait for the host. */
  readonly unregisteredDevices: 'allow' | 'limit' | 'refuse';
  readonly policies: MeetingPolicies;
}

/** One finished call (CDR). Times are Unix ms; absent when it did not come to that. */
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
  /** What the device said of itself, with its firmware; at most 128 printable characters. */
  readonly software?: string;
  readonly audioCodec?: string;
  readonly videoCodec?: string;
  readonly sourceAddress: string;
  /** The registry's device that called, when it is proven. */
  readonly deviceId?: string;
  /** `DeviceMatch.firmware`. */
  readonly firmware?: string;
  /** How its media was encrypted, by its weakest stream: not at all, by keys in SDP, by DTLS. */
  readonly encryption?: 'none' | 'sdes' | 'dtls';
  /** What there was of shared content: `sent`, seen in its content `channel`, in its `main-video`; absent: nothing. */
  readonly content?: readonly ('sent' | 'channel' | 'main-video')[];
}

export interface ServiceEvent {
  readonly name: string;
  /** IP address; empty where it is nobody's doing. */
  readonly source: string;
  /** Whose it is. */
  readonly accountId?: string;
  /** Of what is not carried out. */
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
  /** Where the registration came from; else the contact's host counts. */
  readonly source?: string;
}

/** A device that may register, found by the user part of its address of record. */
export interface DeviceCredentials {
  readonly deviceId: string;
  /** H(username:realm:password), hexadecimal, for each algorithm (RFC 7616 §3.4.2). */
  readonly ha1: { readonly md5: string; readonly sha256: string };
}

/** A device as its H.323 aliases find it. */
export interface H323Device {
  readonly deviceId: string;
  /** Its h323-ID. */
  readonly username: string;
  /** Further ones, e.g. E.164 numbers. */
  readonly aliases: readonly string[];
  /** For H.235; a device that was made before passwords were kept has none. */
  readonly password?: Revealable;
}

export interface Registry {
  /** By the compatible-VTC list; never fails, falls back to the conservative default. */
  lookupDevice(query: DeviceQuery): DeviceMatch;
  /** By the registry's devices and the newest list; rejects when the database does not answer. */
  identifyDevice(query: DeviceQuery): Promise<DeviceMatch>;
  /** Takes the same time whether the PIN exists or not. */
  resolvePin(pin: Revealable, passcode?: Revealable): Promise<MeetingMatch | undefined>;
  /** As they are now; undefined: there is no such meeting. */
  meetingPolicies(meetingId: string): Promise<MeetingPolicies | undefined>;
  /** Locks an open meeting, or opens a locked one; gives what it is now. */
  toggleLock(meetingId: string): Promise<boolean>;
  /** Written later. Rejects once when the database takes none, and once when it does again and some are lost; the record itself waits all the same. */
  recordCall(record: CallRecord): Promise<void>;
  /** Into the audit log: what the gateway itself did about somebody. No secrets. */
  recordEvent(event: ServiceEvent): Promise<void>;
  /** `source`: the address that is asked from; a device is unknown outside its networks. */
  deviceCredentials(username: string, source?: string): Promise<DeviceCredentials | undefined>;
  /** By its username or one of its aliases; `source` likewise. */
  h323Device(alias: string, source?: string): Promise<H323Device | undefined>;
  /** Replaces the bindings of an address of record; a request that is not newer than one of its Call-ID, or has control characters, is refused (false). */
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
