export { runDecode, type DecodeRun } from './command.ts';
export { CaptureDecoder, type DecoderOptions } from './decoder.ts';
export type { Line, MessageError, Protocol } from './message.ts';
export { captureOctets } from './transport-file.ts';
