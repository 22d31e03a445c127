/** A REFER inside the dialog, and the NOTIFYs that it subscribes to (RFC 3515). */
import type { Refusal } from '../../edge.ts';
import type { CallHost } from './host.ts';
import type { DeferredAnswer, IncomingRequest } from './incoming-request.ts';
import { dialogRequest } from '../dialog/dialog.ts';
import { parseAddress } from '../message/header-address.ts';
import { printRequest } from '../message/print.ts';
import { refusalParts } from './refusal.ts';
import { textToBytes } from '../message/scan.ts';
import { sendInDialog } from '../sender.ts';
import { parseUri, toSipUri } from '../message/uri.ts';

/** Duration of the subscription, seconds. */
const EXPIRES = 60;

type Refer =
  | { readonly name: 'asked'; readonly owed: DeferredAnswer }
  | { readonly name: 'accepted'; readonly cseq: number };

export class SessionRefer {
  readonly #host: CallHost;
  #refer: Refer | undefined;

  constructor(host: CallHost) {
    this.#host = host;
  }

  onRefer(request: IncomingRequest): void {
    const values = request.headers.list('refer-to');
    const target = parseAddress(values[0] ?? '');
    const uri = target === undefined ? undefined : parseUri(target.uri);
    // Exactly one Refer-To (RFC 3515 §2.4.1).
    if (values.length !== 1 || uri?.ok !== true) return request.answer(400, { reason: 'Bad Refer-To' });
    if (this.#refer?.name === 'asked') return request.answer(500, { lines: 'Retry-After: 5\r\n' });
    this.#refer = { name: 'asked', owed: request.defer() };
    this.#host.emit({
      type: 'refer',
      target: toSipUri(uri.value),
      hasReplaces: /(?:^|&)replaces=/i.test(uri.value.headers),
    });
  }

  accept(): void {
    const refer = this.#refer;
    if (refer?.name !== 'asked') return;
    const { core, dialog } = this.#host;
    this.#refer = { name: 'accepted', cseq: refer.owed.cseq };
    const lines = core.contactLine(refer.owed.flow, dialog.secure) + core.serverLine;
    refer.owed.send(202, { lines });
    // The first NOTIFY is sent at once (RFC 3515 §2.4.4).
    this.notify(100, 'Trying');
  }

  refuse(refusal: Refusal): void {
    const refer = this.#refer;
    if (refer?.name !== 'asked') return;
    this.#refer = undefined;
    const { status, reason, extra } = refusalParts(refusal);
    refer.owed.answer(status, { reason, extra });
  }

  notify(status: number, reason: string): void {
    const refer = this.#refer;
    if (refer?.name !== 'accepted') return;
    const { core, dialog } = this.#host;
    const final = status >= 200;
    if (final) this.#refer = undefined;
    const state = final ? 'terminated;reason=noresource' : `active;expires=${EXPIRES}`;
    const content = `SIP/2.0 ${status} ${textToBytes(reason).replaceAll(/[\r\n]/g, ' ')}\r\n`;
    const body = { type: 'message/sipfrag;version=2.0', content };
    sendInDialog(core, dialog, {
      method: 'NOTIFY',
      build: (via, flow) => {
        const lines = `${core.contactLine(flow, dialog.secure)}Event: refer;id=${refer.cseq}\r\nSubscription-State: ${state}\r\n`;
        return printRequest({ ...dialogRequest(dialog, 'NOTIFY', via), lines, body });
      },
      user: {
        // A refused NOTIFY ends the subscription (RFC 6665 §4.2.2).
        onResponse: (response) => {
          if (response.status >= 300) this.#refer = undefined;
        },
        onFailure: () => (this.#refer = undefined),
      },
    });
  }

  close(status: 487 | 500): void {
    const refer = this.#refer;
    this.#refer = undefined;
    if (refer?.name === 'asked' && refer.owed.open) refer.owed.send(status);
  }
}
