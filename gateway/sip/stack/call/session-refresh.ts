/** The session timer of one dialog (RFC 4028): refreshes the session, or ends one that was not refreshed. */
import type { CallHost } from './host.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { dialogRequest, refreshTarget } from '../dialog/dialog.ts';
import { parseMinSe } from '../message/header-session-expires.ts';
import type { Headers, SipResponse } from '../message/message.ts';
import { printRequest } from '../message/print.ts';
import { hash32 } from '../message/scan.ts';
import { sendInDialog } from '../sender.ts';
import { agreeAsUas, agreedByUas, askLines, expiryDelay, readAsked, refreshDelay } from '../dialog/session-timer.ts';
import type { Agreed } from '../dialog/session-timer.ts';
import { SUPPORTED_LINE } from './host.ts';
import type { WheelTimer } from '../transaction/wheel.ts';

/** Delay after a refresh that was temporarily refused, ms. */
const RETRY = 5_000;

export class SessionRefresh {
  readonly #host: CallHost;
  #agreed: Agreed | undefined = undefined;
  #timer: WheelTimer | undefined = undefined;
  #deadline: WheelTimer | undefined = undefined;
  #minSE: number;
  /** The peer lists UPDATE in Allow. */
  #update = false;
  #localSdp: string | undefined = undefined;
  #remote = 0;
  #closed = false;
  /** Refreshes by re-INVITE. */
  readonly #reinvite: (sdp: string) => void;

  constructor(host: CallHost, reinvite: (sdp: string) => void) {
    this.#host = host;
    this.#reinvite = reinvite;
    this.#minSE = host.core.settings.minSE;
  }

  /** Our current description, kept only if a refresh may need it. */
  set localSdp(sdp: string) {
    if (!this.#update) this.#localSdp = sdp;
  }

  /** Records the peer's description; `false` if it repeats the previous one. */
  recordDescription(sdp: string): boolean {
    if (this.#update) return true;
    const before = this.#remote;
    this.#remote = hash32(sdp);
    return this.#remote !== before;
  }

  /** The headers of the peer that concern the timer. */
  learn(headers: Headers): void {
    this.#update ||= headers.hasToken('allow', 'update');
    if (this.#update) this.#localSdp = undefined;
  }

  start(agreed: Agreed | undefined): void {
    this.#stop();
    this.#agreed = agreed;
    if (agreed === undefined || this.#closed) return;
    const { wheel } = this.#host.core;
    if (agreed.us) this.#timer = wheel.after(refreshDelay(agreed), onRefresh, this);
    else this.#timer = wheel.after(expiryDelay(agreed), onExpired, this);
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#deadline = undefined;
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  /**
   * The peer's re-INVITE or UPDATE refreshes the session: header lines for our 2xx, or undefined if it was refused
   * with 422.
   */
  onTheirRequest(request: IncomingRequest): string | undefined {
    const { core } = this.#host;
    const asked = readAsked(request.headers, core.settings);
    if (asked.type === 'tooSmall') {
      request.answer(422, { lines: `Min-SE: ${asked.minSE}\r\n` });
      return undefined;
    }
    this.learn(request.headers);
    // Without a session timer header the refresher stays the same.
    if (asked.expires === undefined && this.#agreed !== undefined && !asked.supported) return this.#restart();
    const { agreed, lines } = agreeAsUas(asked, core.settings);
    this.start(agreed);
    return lines;
  }

  #restart(): string {
    this.start(this.#agreed);
    const agreed = this.#agreed;
    return agreed === undefined ? '' : `Session-Expires: ${agreed.interval};refresher=${agreed.us ? 'uas' : 'uac'}\r\n`;
  }

  /** Header lines for our own refreshing requests. */
  askLines(): string {
    const agreed = this.#agreed;
    if (agreed === undefined) return '';
    return askLines(Math.max(agreed.interval, this.#minSE), this.#minSE, agreed.us ? 'uac' : 'uas');
  }

  /** Handles the 2xx to one of our refreshing requests. */
  onOurAnswer(headers: Headers): void {
    this.learn(headers);
    const agreed = agreedByUas(headers);
    if (agreed !== undefined) this.start(agreed);
    else if (this.#agreed !== undefined) this.start(this.#agreed);
  }

  /** Adopts the Min-SE of a 422; `false` if it raises nothing (RFC 4028 §7.3). */
  raise(headers: Headers): boolean {
    const minSE = parseMinSe(headers.get('min-se'));
    if (minSE === undefined || minSE <= this.#minSE || minSE > 86_400) return false;
    this.#minSE = minSE;
    if (this.#agreed !== undefined)
      this.#agreed = { ...this.#agreed, interval: Math.max(minSE, this.#agreed.interval) };
    return true;
  }

  refreshNow(): void {
    const agreed = this.#agreed;
    if (agreed === undefined || this.#closed) return;
    this.#deadline ??= this.#host.core.wheel.after(agreed.interval * 1000 - refreshDelay(agreed), onExpired, this);
    if (this.#update || this.#localSdp === undefined) this.#sendUpdate();
    else this.#reinvite(this.#localSdp);
  }

  #sendUpdate(): void {
    const { core, dialog } = this.#host;
    sendInDialog(core, dialog, {
      method: 'UPDATE',
      build: (via, flow) =>
        printRequest({
          ...dialogRequest(dialog, 'UPDATE', via),
          lines: core.contactLine(flow, dialog.secure) + this.askLines() + SUPPORTED_LINE,
        }),
      user: { onResponse: (response) => this.#onUpdateAnswer(response), onFailure: () => this.#gone(408) },
    });
  }

  #onUpdateAnswer(response: SipResponse): void {
    const { status, headers } = response;
    if (this.#closed || status < 200) return;
    if (status < 300) {
      refreshTarget(this.#host.dialog, headers);
      return this.onOurAnswer(headers);
    }
    if (status === 408 || status === 481) return this.#gone(status);
    if (status === 422 && this.raise(headers)) return this.#sendUpdate();
    // The peer does not support UPDATE after all.
    if ((status === 405 || status === 501) && this.#localSdp !== undefined) this.#update = false;
    this.#timer = this.#host.core.wheel.after(RETRY, onRefresh, this);
  }

  #gone(status: number): void {
    if (!this.#closed) this.#host.hangUp({ cause: 'peer-gone', status });
  }

  expire(): void {
    if (this.#closed) return;
    this.#host.core.note({ type: 'timeout', timer: 'session' });
    this.#host.hangUp({ cause: 'session-expired' });
  }
}

function onRefresh(refresh: SessionRefresh): void {
  refresh.refreshNow();
}

function onExpired(refresh: SessionRefresh): void {
  refresh.expire();
}
