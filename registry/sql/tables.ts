import type { Generated } from 'kysely';

/** Times are Unix ms; flags are 0 or 1; hashes are blobs. */
export interface Tables {
  account: { id: string; name: string; type: 'Team' | 'Enterprise'; created_at: number };
  user: { id: string; account_id: string; email: string; display_name: string; created_at: number };
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
  };
  pin: { hash: Uint8Array; meeting_id: string; role: 'attendee' | 'host' };
  device: {
    id: string;
    account_id: string;
    name: string;
    username: string;
    ha1_md5: string;
    ha1_sha256: string;
    sealed_password: Uint8Array | null;
    created_at: number;
  };
  device_alias: { alias: string; device_id: string };
  binding: { aor: string; contact: string; call_id: string; cseq: number; expires_at: number };
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
  };
  api_key: { id: string; name: string; hash: Uint8Array; created_at: number };
}
