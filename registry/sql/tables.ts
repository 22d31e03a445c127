import type { Generated, Insertable, Selectable } from 'kysely';

/** Times are Unix ms; flags are 0 or 1; hashes are blobs. */
export interface Tables {
  account: {
    id: string;
    name: string;
    type: 'Team' | 'Enterprise';
    created_at: number;
    version: Generated<number>;
    remote_control: Generated<'on' | 'off'>;
    far_end_camera_control: Generated<'on' | 'host' | 'off'>;
    content_from_devices: Generated<'on' | 'off'>;
    unregistered_devices: Generated<'allow' | 'limit' | 'refuse'>;
    minimum_encryption: Generated<'none' | 'optional' | 'required'>;
  };
  user: {
    id: string;
    account_id: string;
    email: string;
    display_name: string;
    created_at: number;
    version: Generated<number>;
    registration: Generated<'Unregistered' | 'Registered' | 'Suspended'>;
    /** Set by an admin; otherwise the user is on ProTrial for 30 days from joining, then Plus. */
    license: Generated<'Plus' | 'Pro' | null>;
    invited_at: Generated<number | null>;
    joined_at: Generated<number | null>;
    privacy: Generated<'Public' | 'Private'>;
    /** Sessions begun before this time are over. */
    logged_out_at: Generated<number | null>;
  };
  meeting: {
    id: string;
    account_id: string;
    host_user_id: string | null;
    title: string;
    locked: number;
    ended: number;
    wait_for_host: number;
    passcode_hash: Uint8Array | null;
    created_at: number;
    kind: Generated<'personal' | 'scheduled'>;
    version: Generated<number>;
    starts_at: Generated<number | null>;
    ends_at: Generated<number | null>;
    /** From this time on its PINs no longer work. */
    expires_at: Generated<number | null>;
    content_floor: Generated<'newest-wins' | 'first-holds'>;
  };
  /** `sealed`: a personal PIN, which can be shown to its user again. */
  pin: { hash: Uint8Array; meeting_id: string; role: 'attendee' | 'host'; sealed: Generated<Uint8Array | null> };
  device: {
    id: string;
    account_id: string;
    name: string;
    username: string;
    ha1_md5: string;
    ha1_sha256: string;
    sealed_password: Uint8Array | null;
    created_at: number;
    version: Generated<number>;
    site: Generated<string | null>;
    room: Generated<string | null>;
    vendor: Generated<string | null>;
    model: Generated<string | null>;
    /** As an administrator recorded it. */
    firmware: Generated<string | null>;
    dial_style: Generated<string | null>;
    notes: Generated<string | null>;
    /** Networks in CIDR notation, as JSON; empty: any. */
    source_networks: Generated<string>;
    /** Abilities known for this device better than for its model, as JSON. */
    override: Generated<string | null>;
    firmware_seen: Generated<string | null>;
    firmware_seen_at: Generated<number | null>;
    last_call_id: Generated<string | null>;
    last_call_at: Generated<number | null>;
    last_call_result: Generated<string | null>;
    last_call_reason: Generated<string | null>;
  };
  /** `alias`: normalised. */
  device_alias: { alias: string; device_id: string; kind: Generated<'sip' | 'e164' | 'h323'> };
  /** `source_address`: address from which it was registered. */
  binding: {
    aor: string;
    contact: string;
    call_id: string;
    cseq: number;
    expires_at: number;
    device_id: Generated<string | null>;
    source_address: Generated<string | null>;
  };
  /** Every imported version; `document`: JSON. */
  compatible_list: { version: number; document: string; created_at: number };
  call_record: {
    seq: Generated<number>;
    call_id: string;
    signalling_id: string | null;
    protocol: string;
    direction: string;
    started_at: number;
    answered_at: number | null;
    ended_at: number;
    result: string;
    reason: string;
    meeting_id: string | null;
    account_id: string | null;
    vendor: string;
    model: string;
    firmware_line: string;
    software: string | null;
    match_rule: string;
    audio_codec: string | null;
    video_codec: string | null;
    source_address: string;
    device_id: Generated<string | null>;
    firmware: Generated<string | null>;
    /** Words separated by commas. */
    content: Generated<string | null>;
    encryption: Generated<string | null>;
  };
  /** `policies`: names, as JSON. */
  api_key: {
    id: string;
    name: string;
    hash: Uint8Array;
    created_at: number;
    account_id: Generated<string | null>;
    policies: Generated<string>;
    expires_at: Generated<number | null>;
    revoked_at: Generated<number | null>;
  };
  /** `document`: JSON. */
  policy: { name: string; document: string; version: number; created_at: number };
  /** A single row, which is also the lock of the chain. */
  audit_head: { id: number; seq: number; hash: string };
  /** `record`: JSON, exactly as hashed. */
  audit_event: {
    seq: number;
    time: number;
    name: string;
    actor: string;
    account_id: string | null;
    record: string;
    hash: string;
  };
  /** `response`: sealed, as it may contain secrets shown only once. */
  idempotency: {
    actor: string;
    key: string;
    request: string;
    status: number;
    response: Uint8Array;
    created_at: number;
  };
}

/** A row as read. */
export type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** A row to insert; columns with a default are optional. */
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>;
