/**
 * sip.js without a page: its user agent over WebSocket in this process, with our own audio instead of a browser's.
 */
import { Inviter, SessionState, UserAgent, type BodyAndContentType, type SessionDescriptionHandler } from 'sip.js';
import { Voice, type VoiceOptions } from './voice.ts';

/** Offers the description of the voice, which starts with the answer. */
class VoiceHandler implements SessionDescriptionHandler {
  readonly #voice: Voice;
  constructor(voice: Voice) {
    this.#voice = voice;
  }

  close(): void {
    this.#voice.close();
  }

  getDescription(): Promise<BodyAndContentType> {
    return Promise.resolve({ body: this.#voice.offer(), contentType: 'application/sdp' });
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  holdModifier(): never {
    throw new Error('Cannot hold');
  }

  sendDtmf(): boolean {
    return false;
  }

  setDescription(sdp: string): Promise<void> {
    this.#voice.start(sdp);
    return Promise.resolve();
  }
}

export class SipJsClient {
  readonly voice: Voice;
  readonly #agent: UserAgent;
  readonly #session: Inviter;

  private constructor(voice: Voice, agent: UserAgent, session: Inviter) {
    this.voice = voice;
    this.#agent = agent;
    this.#session = session;
  }

  /** Rejects with the status and the Warning of a rejection. */
  static async dial(port: number, target: string, options: VoiceOptions): Promise<SipJsClient> {
    const voice = await Voice.open(options);
    const agent = new UserAgent({
      uri: UserAgent.makeURI('sip:node@client.invalid')!,
      transportOptions: { server: `ws://127.0.0.1:${port}` },
      sessionDescriptionHandlerFactory: () => new VoiceHandler(voice),
      logBuiltinEnabled: false,
      userAgentString: 'sip.js',
    });
    await agent.start();
    const session = new Inviter(agent, UserAgent.makeURI(target)!);
    const settled = Promise.withResolvers<void>();
    session.stateChange.addListener((state) => state === SessionState.Established && settled.resolve());
    await session.invite({
      requestDelegate: {
        onReject: ({ message }) =>
          settled.reject(new Error(`${message.statusCode} ${message.getHeader('warning') ?? ''}`)),
      },
    });
    const client = new SipJsClient(voice, agent, session);
    await settled.promise.catch(async (error: unknown) => {
      voice.close();
      await agent.stop();
      throw error;
    });
    return client;
  }

  /** Sends a new offer with new keys. */
  async renewKeys(): Promise<void> {
    this.voice.renewKey();
    const accepted = Promise.withResolvers<void>();
    await this.#session.invite({
      requestDelegate: {
        onAccept: () => accepted.resolve(),
        onReject: () => accepted.reject(new Error('the offer was refused')),
      },
    });
    await accepted.promise;
  }

  /** Sends a digit by INFO. */
  async key(digit: string): Promise<void> {
    await this.#session.info({
      requestOptions: {
        body: {
          contentDisposition: 'render',
          contentType: 'application/dtmf-relay',
          content: `Signal=${digit}\r\nDuration=200`,
        },
      },
    });
  }

  async hangUp(): Promise<void> {
    await this.#session.bye();
    await this.#agent.stop();
  }
}
