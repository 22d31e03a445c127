/**
 * The port behind which the SIP stack stands: `embedded` (in process) or `drachtio` (drachtio-server). It speaks of calls
 * (INVITE dialogs) and of single requests, never of transactions. SDP passes through as text.
 *
 * Handlers are called synchronously on the loop that received the packet; they must not block. What one throws goes no
 * further: its request is answered 500, its call ends with `fault`, and the fault is reported.
 */

export type SipTransport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** Nobody on the hop can read what it says. */
export const isProtected = (transport: SipTransport): boolean => transport === 'tls' || transport === 'wss';

export interface SipAddress {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
}

/** A parsed SIP or tel URI, as much as the layers above need. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel';
  /** Unescaped; absent for `sip:host`. May be empty (`sip:@host`). */
  readonly user?: string;
  /** Without brackets for IPv6; empty for `tel`. */
  readonly host: string;
  readonly port?: number;
}

/**
 * What the layers above may know of a request. `header` gives the first value of a header, long form, any case; of a
 * call's INVITE only until the call is established or over, because the text of the request is not kept.
 */
export interface SipRequestInfo {
  readonly callId: string;
  readonly requestUri: SipUri;
  readonly from: { readonly uri: SipUri; readonly display?: string };
  readonly to: { readonly uri: SipUri; readonly display?: string };
  readonly userAgent?: string;
  /** Where it came from, as observed. */
  readonly source: SipAddress;
  /** Our listener's address that it came to. */
  readonly local: SipAddress;
  header(name: string): string | undefined;
}

/** Extra header fields of a response or request, already valid: `['Warning', '399 roomgate "..."']`. */
export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

export interface Refusal {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: ExtraHeaders;
}

/** Why an INVITE dialog or attempt ended. */
export type SipEnd =
  /** They sent BYE. `reason` is the value of their Reason header (RFC 3326). */
  | { readonly cause: 'bye'; readonly reason?: string }
  /** They sent CANCEL before our final answer. */
  | { readonly cause: 'cancel' }
  /** We ended it (reject, bye). */
  | { readonly cause: 'local' }
  /** Our 2xx was never ACKed (timer H's time; a BYE has been sent). */
  | { readonly cause: 'no-ack' }
  /** Session timer ran out (RFC 4028 §10); a BYE has been sent. */
  | { readonly cause: 'session-expired' }
  /** A request of ours inside the dialog got no answer (408), or 481. */
  | { readonly cause: 'peer-gone'; readonly status: number }
  /** Outgoing call refused. */
  | { readonly cause: 'refused'; readonly status: number; readonly reason: string }
  /** A handler threw; they got 500 or a BYE. */
  | { readonly cause: 'fault' }
  /** The relay of its media failed, and no other one took the call; we ended it. */
  | { readonly cause: 'media-lost' }
  /** The transport failed and nothing else could be tried. */
  | { readonly cause: 'transport'; readonly detail: string };

export type SipCallEvent =
  /** Outgoing: a 1xx other than 100 came. */
  | { readonly type: 'progress'; readonly status: number; readonly sdp?: string }
  /** The ACK of our 2xx came, or we ACKed theirs: the dialog is confirmed. */
  | { readonly type: 'established' }
  /** They offer (re-INVITE, UPDATE, PRACK): answer with `answer` or `refuseOffer`. No SDP: we must offer. */
  | { readonly type: 'offer'; readonly sdp: string | undefined }
  /** The answer to an offer of ours: in a 2xx, ACK, PRACK or UPDATE response. */
  | { readonly type: 'answer'; readonly sdp: string }
  /** Our offer was refused, e.g. 488; the session goes on as before. 491 has been retried already (RFC 3261 §14.1). */
  | { readonly type: 'offerRefused'; readonly status: number }
  /** INFO inside the dialog; answered 200 already when the type is one of `infoTypes`, else 415. */
  | { readonly type: 'info'; readonly contentType: string; readonly body: string }
  /** An answer to `probe`. */
  | { readonly type: 'alive' }
  /** REFER inside the dialog: answer with `acceptRefer` or `refuseRefer`. */
  | { readonly type: 'refer'; readonly target: SipUri; readonly hasReplaces: boolean }
  /** Exactly once, always last. */
  | { readonly type: 'ended'; readonly end: SipEnd };

export interface SipCall {
  /** Unique for the life of the process. */
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly request: SipRequestInfo;
  /** Of the INVITE (inbound), while `onInvite` runs; undefined after it, for a delayed offer, and outbound. */
  readonly offer: string | undefined;
  /** Of a call whose media a relay decrypts: how the device secures each of its m-lines, by what was said last. */
  readonly mediaSecurity?: readonly ('none' | 'sdes' | 'dtls')[];
  /** Set once, before the handler that got the call returns. */
  onEvent: (event: SipCallEvent) => void;

  /** 180, 183 (reliable when they require or support 100rel and `reliable` is set, RFC 3262). Inbound only. */
  ring(options?: { readonly status?: 180 | 183; readonly sdp?: string; readonly reliable?: boolean }): void;
  /** 200 with the answer, or, for a delayed offer, with our offer (their answer comes as `answer`). Inbound only. */
  accept(sdp: string): void;
  /** A final answer of 300 and above. Inbound only, before `accept`. */
  reject(refusal: Refusal): void;
  /** Answers the last `offer` event. */
  answer(sdp: string): void;
  refuseOffer(refusal: Refusal): void;
  /** Sends a re-INVITE with this offer (after our own pending ones, glare handled). */
  sendOffer(sdp: string): void;
  sendInfo(contentType: string, body: string): void;
  /** OPTIONS inside the dialog: `alive` on any answer, the call's end (`peer-gone`) on none, and on 481. */
  probe(): void;
  acceptRefer(): void;
  /** NOTIFY with message/sipfrag of this status (RFC 3515 §2.4.5). Final statuses end the subscription. */
  notifyRefer(status: number, reason: string): void;
  refuseRefer(refusal: Refusal): void;
  /** Ends the call whatever its state: CANCEL, 487/603, or BYE. `reason` is a Reason header value. Idempotent. */
  end(reason?: string): void;
}

export interface SipCallHandler {
  /**
   * Asked of each request outside dialogs, OPTIONS and REGISTER apart, before anything is kept of it. `drop`: no answer
   * at all, as if nobody were here. Default: `take`.
   */
  screen?(request: SipRequestInfo): 'take' | 'drop';
  /** A new INVITE outside a dialog, 100 sent already. Must set `onEvent`, and later call `ring`/`accept`/`reject`. */
  onInvite(call: SipCall): void;
  /**
   * A REGISTER. The edge has parsed and checked its form; authentication and binding are the registrar's.
   * The outcome is the response.
   */
  onRegister(request: SipRegister): Promise<SipRegisterOutcome>;
}

export interface SipRegister {
  readonly request: SipRequestInfo;
  /** Address of record from To. */
  readonly aor: SipUri;
  /** `'*'` removes all (RFC 3261 §10.2.2). `expires` in seconds. */
  readonly contacts: '*' | readonly { readonly uri: string; readonly expires: number; readonly instance?: string }[];
  readonly cseq: number;
  /** Parsed digest credentials, when there were any for our realm. */
  readonly credentials?: DigestCredentials;
}

export type SipRegisterOutcome =
  | { readonly status: 200; readonly contacts: readonly { readonly uri: string; readonly expires: number }[] }
  | { readonly status: 401; readonly challenge: readonly string[] }
  | { readonly status: 403 | 404 | 423 | 503; readonly reason?: string; readonly headers?: ExtraHeaders };

/** RFC 8760 / RFC 7616 digest fields as sent; `uri`, `nonce` unverified. */
export interface DigestCredentials {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly qop?: 'auth' | 'auth-int';
  readonly nc?: string;
  readonly cnonce?: string;
  readonly method: string;
  readonly body: Uint8Array;
}

export interface OutgoingInvite {
  readonly target: string;
  /** Display name and user of our From. */
  readonly from: { readonly user: string; readonly display?: string };
  readonly sdp: string;
  readonly headers?: ExtraHeaders;
  /** Digest credentials by realm, asked when challenged (401/407). */
  readonly credentials?: (realm: string) => { readonly username: string; readonly password: string } | undefined;
  readonly onEvent: (event: SipCallEvent) => void;
}

/** Low-cardinality facts for the metrics; never a peer's string. */
export type SipEdgeFact =
  | { readonly type: 'parseFailure'; readonly kind: string; readonly transport: SipTransport }
  | { readonly type: 'retransmission'; readonly what: 'request' | 'response' | 'absorbed'; readonly method: string }
  | {
      readonly type: 'refused';
      readonly reason: 'rate-limit' | 'silent-drop' | 'overload' | 'merged' | 'malformed' | 'method' | 'in-the-clear';
    }
  | { readonly type: 'timeout'; readonly timer: string }
  /** A handler threw or rejected; the error itself goes to the edge's `onError`. */
  | { readonly type: 'handlerFault' }
  | { readonly type: 'connection'; readonly transport: SipTransport; readonly change: 'opened' | 'closed' | 'refused' }
  /** A SIP server that stands before us (drachtio): its name is for the log alone. `calls`: how many it is about. */
  | {
      readonly type: 'server';
      readonly change: SipServerChange;
      readonly server: string;
      readonly calls: number;
      readonly detail?: string;
    };

/**
 * `connected`: for the first time, or again. `refused`: it does not take our secret. `lost`: calls go on without it, for
 * a while. `resumed`: calls that it still knows. `abandoned`: it did not come back in time, and its calls have ended.
 */
export type SipServerChange = 'connected' | 'unreachable' | 'refused' | 'lost' | 'resumed' | 'abandoned';

export interface SipEdge {
  /** Binds the listeners; rejects, having closed all, when one can't be bound. Gives their real addresses. */
  listen(handler: SipCallHandler): Promise<readonly SipAddress[]>;
  invite(invite: OutgoingInvite): SipCall;
  /** New INVITEs get 503 with Retry-After from now on; calls that are up go on. */
  drain(): void;
  /** Live sizes, for metrics and leak tests. */
  stats(): SipEdgeStats;
  /** Ends what is left (no BYE: end calls first) and closes the sockets. */
  close(): Promise<void>;
}

export interface SipEdgeStats {
  readonly calls: number;
  readonly clientTransactions: number;
  readonly serverTransactions: number;
  readonly connections: number;
  readonly timers: number;
}
