/**
 * The port of the SIP stack, implemented in process (`stack`) and by drachtio-server (`drachtio`). It deals in calls
 * (INVITE dialogs) and single requests, never in transactions. SDP passes through as text.
 *
 * Handlers are called synchronously by the loop that received the packet, and must not block. An error thrown by a
 * handler is contained: its request is answered 500, its call ends with `fault`, and the fault is reported.
 */

export type SipTransport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** The hop is encrypted. */
export const isProtected = (transport: SipTransport): boolean => transport === 'tls' || transport === 'wss';

export interface SipAddress {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
}

/** The parts of a SIP or tel URI that the layers above need. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel';
  /** Unescaped; absent for `sip:host`. May be empty (`sip:@host`). */
  readonly user?: string;
  /** Without brackets for IPv6; empty for `tel`. */
  readonly host: string;
  readonly port?: number;
}

/**
 * The parts of a request that the layers above may see. `header` returns the first value of a header, by its long
 * name in any case. For a call's INVITE it works until the call is established or over, because the text of the
 * request is not kept.
 */
export interface SipRequestInfo {
  readonly callId: string;
  readonly requestUri: SipUri;
  readonly from: { readonly uri: SipUri; readonly display?: string };
  readonly to: { readonly uri: SipUri; readonly display?: string };
  readonly userAgent?: string;
  /** The observed source. */
  readonly source: SipAddress;
  /** The address of our listener that received it. */
  readonly local: SipAddress;
  header(name: string): string | undefined;
}

/** Extra header fields of a response or request, already well-formed: `['Warning', '399 roomgate "..."']`. */
export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

export interface Refusal {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: ExtraHeaders;
}

/** Why an INVITE dialog or attempt ended. */
export type SipEnd =
  /** The peer sent BYE. `reason`: the value of its Reason header (RFC 3326). */
  | { readonly cause: 'bye'; readonly reason?: string }
  /** The peer sent CANCEL before our final answer. */
  | { readonly cause: 'cancel' }
  /** We ended it (reject, bye). */
  | { readonly cause: 'local' }
  /** Our 2xx was never ACKed (timer H's time; a BYE has been sent). */
  | { readonly cause: 'no-ack' }
  /** The session timer expired (RFC 4028 §10); a BYE has been sent. */
  | { readonly cause: 'session-expired' }
  /** A request of ours inside the dialog was not answered (408), or answered 481. */
  | { readonly cause: 'peer-gone'; readonly status: number }
  /** Outgoing call refused. */
  | { readonly cause: 'refused'; readonly status: number; readonly reason: string }
  /** A handler threw; the peer got 500 or a BYE. */
  | { readonly cause: 'fault' }
  /** The media relay failed and no other instance took the call; we ended it. */
  | { readonly cause: 'media-lost' }
  /** The transport failed and no alternative was left. */
  | { readonly cause: 'transport'; readonly detail: string };

export type SipCallEvent =
  /** Outgoing: a 1xx other than 100 arrived. */
  | { readonly type: 'progress'; readonly status: number; readonly sdp?: string }
  /** The ACK of our 2xx arrived, or we sent one: the dialog is confirmed. */
  | { readonly type: 'established' }
  /**
   * The peer offers (re-INVITE, UPDATE, PRACK): answer with `answer` or `refuseOffer`. Without SDP: the peer
   * expects our offer.
   */
  | { readonly type: 'offer'; readonly sdp: string | undefined }
  /** The answer to one of our offers, in a 2xx, ACK, PRACK or UPDATE response. */
  | { readonly type: 'answer'; readonly sdp: string }
  /**
   * Our offer was refused, e.g. with 488; the session continues unchanged. 491 has already been retried (RFC 3261
   * §14.1).
   */
  | { readonly type: 'offerRefused'; readonly status: number }
  /** INFO inside the dialog; already answered: 200 for a type of `infoTypes`, otherwise 415. */
  | { readonly type: 'info'; readonly contentType: string; readonly body: string }
  /** The answer to `probe`. */
  | { readonly type: 'alive' }
  /** REFER inside the dialog: answer with `acceptRefer` or `refuseRefer`. */
  | { readonly type: 'refer'; readonly target: SipUri; readonly hasReplaces: boolean }
  /** Called exactly once, and last. */
  | { readonly type: 'ended'; readonly end: SipEnd };

export interface SipCall {
  /** Unique for the life of the process. */
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly request: SipRequestInfo;
  /** The offer in the INVITE; set only while `onInvite` runs, and never for a delayed offer or an outbound call. */
  readonly offer: string | undefined;
  /** Security of each m-line in the device's latest description, for a call whose media a relay decrypts. */
  readonly mediaSecurity?: readonly ('none' | 'sdes' | 'dtls')[];
  /** Set once, before the handler that received the call returns. */
  onEvent: (event: SipCallEvent) => void;

  /** 180 or 183; reliable if `reliable` is set and the peer requires or supports 100rel (RFC 3262). Inbound only. */
  ring(options?: { readonly status?: 180 | 183; readonly sdp?: string; readonly reliable?: boolean }): void;
  /** 200 with the answer or, after a delayed offer, with our offer, whose answer arrives as `answer`. Inbound only. */
  accept(sdp: string): void;
  /** A final answer of 300 or above. Inbound only, before `accept`. */
  reject(refusal: Refusal): void;
  /** Answers the last `offer` event. */
  answer(sdp: string): void;
  refuseOffer(refusal: Refusal): void;
  /** Sends a re-INVITE with this offer, after our own pending ones; glare is handled. */
  sendOffer(sdp: string): void;
  sendInfo(contentType: string, body: string): void;
  /** OPTIONS inside the dialog: any answer causes `alive`; no answer, or 481, ends the call with `peer-gone`. */
  probe(): void;
  acceptRefer(): void;
  /** NOTIFY with message/sipfrag of this status (RFC 3515 §2.4.5). Final statuses end the subscription. */
  notifyRefer(status: number, reason: string): void;
  refuseRefer(refusal: Refusal): void;
  /** Ends the call in any state: CANCEL, 487/603, or BYE. `reason`: the value of a Reason header. Idempotent. */
  end(reason?: string): void;
}

export interface SipCallHandler {
  /**
   * Called for each request outside dialogs except OPTIONS and REGISTER, before any state is kept. `drop`: sends no
   * answer, as if no server were listening. Default: `take`.
   */
  screen?(request: SipRequestInfo): 'take' | 'drop';
  /**
   * A new INVITE outside a dialog, already answered with 100. Must set `onEvent`, and later call `ring`, `accept`
   * or `reject`.
   */
  onInvite(call: SipCall): void;
  /**
   * Handles a REGISTER whose form the edge has checked; authentication and binding are the registrar's job. The
   * outcome becomes the response.
   */
  onRegister(request: SipRegister): Promise<SipRegisterOutcome>;
}

export interface SipRegister {
  readonly request: SipRequestInfo;
  /** Address of record, from To. */
  readonly aor: SipUri;
  /** `'*'` removes all (RFC 3261 §10.2.2). `expires` in seconds. */
  readonly contacts: '*' | readonly { readonly uri: string; readonly expires: number; readonly instance?: string }[];
  readonly cseq: number;
  /** Parsed digest credentials for our realm, if present. */
  readonly credentials?: DigestCredentials;
}

export type SipRegisterOutcome =
  | { readonly status: 200; readonly contacts: readonly { readonly uri: string; readonly expires: number }[] }
  | { readonly status: 401; readonly challenge: readonly string[] }
  | { readonly status: 403 | 404 | 423 | 503; readonly reason?: string; readonly headers?: ExtraHeaders };

/** The digest fields as sent (RFC 8760, RFC 7616); `uri` and `nonce` are not verified. */
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
  /** Display name and user of our From header. */
  readonly from: { readonly user: string; readonly display?: string };
  readonly sdp: string;
  readonly headers?: ExtraHeaders;
  /** Digest credentials by realm, requested when challenged (401/407). */
  readonly credentials?: (realm: string) => { readonly username: string; readonly password: string } | undefined;
  readonly onEvent: (event: SipCallEvent) => void;
}

/** Facts for the metrics, of low cardinality: never a string of the peer. */
export type SipEdgeFact =
  | { readonly type: 'parseFailure'; readonly kind: string; readonly transport: SipTransport }
  | { readonly type: 'retransmission'; readonly what: 'request' | 'response' | 'absorbed'; readonly method: string }
  | {
      readonly type: 'refused';
      readonly reason:
        | 'rate-limit'
        | 'silent-drop'
        | 'overload'
        | 'merged'
        | 'malformed'
        | 'method'
        | 'in-the-clear'
        | 'connections';
    }
  | { readonly type: 'timeout'; readonly timer: string }
  /** A handler threw or rejected; the error itself goes to the edge's `onError`. */
  | { readonly type: 'handlerFault' }
  | { readonly type: 'connection'; readonly transport: SipTransport; readonly change: 'opened' | 'closed' | 'refused' }
  /** A SIP server in front of us (drachtio); its name is for the log only. `calls`: the number of calls affected. */
  | {
      readonly type: 'server';
      readonly change: SipServerChange;
      readonly server: string;
      readonly calls: number;
      readonly detail?: string;
    };

/**
 * `connected`: for the first time, or again. `refused`: the server rejects our secret. `lost`: its calls continue
 * without it for a while. `resumed`: it still knows these calls. `abandoned`: it did not return in time, and its calls
 * have ended.
 */
export type SipServerChange = 'connected' | 'unreachable' | 'refused' | 'lost' | 'resumed' | 'abandoned';

export interface SipEdge {
  /** Binds the listeners and resolves to their real addresses. If one cannot be bound, closes all and rejects. */
  listen(handler: SipCallHandler): Promise<readonly SipAddress[]>;
  invite(invite: OutgoingInvite): SipCall;
  /** Refuses new INVITEs with 503 and Retry-After from now on; calls in progress continue. */
  drain(): void;
  /** Current sizes, for metrics and leak tests. */
  stats(): SipEdgeStats;
  /** Ends what is left without BYE (end calls first) and closes the sockets. */
  close(): Promise<void>;
}

export interface SipEdgeStats {
  readonly calls: number;
  readonly clientTransactions: number;
  readonly serverTransactions: number;
  readonly connections: number;
  readonly timers: number;
}
