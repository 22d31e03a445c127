/** REFER inside the dialog, and the NOTIFYs that it subscribes to (RFC 3515). */
import type { Refusal } from '../../edge.ts';
import type { CallHost } from './host.ts';
import { dialogRequest } from '../dialog/dialog.ts';
import type { Envelope } from '../message/envelope.ts';
import { parseAddress } from '../message/header-address.ts';
import type { SipRequest } from '../message/message.ts';
import { printRequest, printResponse, responseHead } from '../message/print.ts';
import type { ResponseHead } from '../message/print.ts';
import { refusalParts } from './refusal.ts';
import { textToBytes } from '../message/scan.ts';
import { sendInDialog } from '../sender.ts';
import type { ServerTransaction } from '../transaction/server-transactions.ts';
import { parseUri, toSipUri } from '../message/uri.ts';

/** Seconds that the subscription lasts. */
const EXPIRES = 60;

type Refer =
  | {
      readonly name: 'asked';
      readonly transaction: ServerTransaction;
      readonly head: ResponseHead;
      readonly cseq: number;
    }
  | { readonly name: 'accepted'; readonly cseq: number };

export class SessionRefer {
  readonly #host: CallHost;
  #refer: Refer | undefined;

  constructor(host: CallHost) {
    this.#host = host;
  }

  onRefer(request: SipRequest, envelope: Envelope, transaction: ServerTransaction): void {
    const { core } = this.#host;
    const values = request.headers.list('refer-to');
    const target = parseAddress(values[0] ?? '');
    const uri = target === undefined ? undefined : parseUri(target.uri);
    // Exactly one Refer-To (RFC 3515 §2.4.1).
    if (values.length !== 1 || uri?.ok !== true)
      return core.answer(request, envelope, transaction, 400, '', 'Bad Refer-To');
    if (this.#refer?.name === 'asked') return core.answer(request, envelope, transaction, 500, 'Retry-After: 5\r\n');
    this.#refer = {
      name: 'asked',
      transaction,
      head: responseHead(request, envelope, transaction.flow.remote),
      cseq: envelope.cseq,
    };
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
    this.#refer = { name: 'accepted', cseq: refer.cseq };
    const lines = core.contactLine(refer.transaction.flow, dialog.secure) + core.serverLine;
    refer.transaction.respond(202, printResponse(refer.head, { status: 202, lines }));
    // The first NOTIFY goes at once (RFC 3515 §2.4.4).
    this.notify(100, 'Trying');
  }

  refuse(refusal: Refusal): void {
    const refer = this.#refer;
    if (refer?.name !== 'asked') return;
    this.#refer = undefined;
    const { status, reason, extra } = refusalParts(refusal);
    refer.transaction.respond(
      status,
      printResponse(refer.head, { status, reason, extra, lines: this.#host.core.serverLine }),
    );
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
        // Refused: they no longer want to know (RFC 6665 §4.2.2).
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
    if (refer?.name === 'asked' && refer.transaction.open)
      refer.transaction.respond(status, printResponse(refer.head, { status }));
  }
}
