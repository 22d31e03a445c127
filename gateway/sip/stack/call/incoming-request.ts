/** A request that can be answered: the message, its envelope and its server transaction as one. */
import type { Flow } from '../transport/flow.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Headers, SipRequest } from '../message/message.ts';
import {
  printResponse,
  responseHead,
  type HeaderLines,
  type ResponseHead,
  type ResponseParts,
} from '../message/print.ts';
import type { ServerTransaction } from '../transaction/server-transactions.ts';

/** The options of every answer of this edge. */
export interface AnswerContext {
  readonly serverLine: string;
  readonly newTag: () => string;
}

export interface Answer {
  /** Complete header lines, each ending in CRLF. */
  readonly lines?: string | undefined;
  /** Reason phrase that replaces the usual one. */
  readonly reason?: string | undefined;
  readonly extra?: HeaderLines | undefined;
}

export class IncomingRequest {
  readonly message: SipRequest;
  readonly envelope: Envelope;
  readonly transaction: ServerTransaction;
  readonly #context: AnswerContext;

  constructor(message: SipRequest, envelope: Envelope, transaction: ServerTransaction, context: AnswerContext) {
    this.message = message;
    this.envelope = envelope;
    this.transaction = transaction;
    this.#context = context;
  }

  get method(): string {
    return this.message.method;
  }

  get headers(): Headers {
    return this.message.headers;
  }

  get cseq(): number {
    return this.envelope.cseq;
  }

  /** The flow for answers (RFC 3261 §18.2.2). */
  get flow(): Flow {
    return this.transaction.flow;
  }

  /** Answers with our Server header, and with a tag of ours unless the request has a To tag. */
  answer(status: number, { lines = '', reason, extra }: Answer = {}): void {
    const tag = this.envelope.toTag === undefined && status > 100 ? this.#tag() : undefined;
    const parts = { status, reason, tag, lines: this.#context.serverLine + lines, extra };
    this.transaction.respond(status, printResponse(this.#head(), parts));
  }

  /** Keeps what a later answer needs and releases the message. */
  defer(): DeferredAnswer {
    return new DeferredAnswer(this.transaction, this.#head(), this.cseq, this.#context.serverLine);
  }

  #head(): ResponseHead {
    return responseHead(this.message, this.envelope, this.flow.remote);
  }

  /** One tag for all answers of a transaction; the answer to a CANCEL repeats the tag of its INVITE (RFC 3261 §9.2). */
  #tag(): string {
    return (this.transaction.localTag ??= this.#context.newTag());
  }
}

/** The answer that is still owed to a request. */
export class DeferredAnswer {
  readonly transaction: ServerTransaction;
  readonly cseq: number;
  readonly #head: ResponseHead;
  readonly #serverLine: string;

  constructor(transaction: ServerTransaction, head: ResponseHead, cseq: number, serverLine: string) {
    this.transaction = transaction;
    this.#head = head;
    this.cseq = cseq;
    this.#serverLine = serverLine;
  }

  get flow(): Flow {
    return this.transaction.flow;
  }

  /** No final answer has been sent. */
  get open(): boolean {
    return this.transaction.open;
  }

  /** The text of an answer, for answers that are repeated until acknowledged. Adds no Server header. */
  print(status: number, parts: Omit<ResponseParts, 'status'> = {}): string {
    return printResponse(this.#head, { ...parts, status });
  }

  sendText(status: number, text: string): void {
    this.transaction.respond(status, text);
  }

  /** Sends an answer, without a Server header. */
  send(status: number, parts: Omit<ResponseParts, 'status'> = {}): void {
    this.sendText(status, this.print(status, parts));
  }

  /** Sends an answer with our Server header. */
  answer(status: number, parts: Omit<ResponseParts, 'status' | 'lines'> = {}): void {
    this.send(status, { ...parts, lines: this.#serverLine });
  }
}
