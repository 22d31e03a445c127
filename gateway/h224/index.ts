export { decodeFrame, encodeFrame, CME, H281, type H224Frame } from './frame.ts';
export { ACTIONS, decodeCamera, encodeCamera, type CameraMessage } from './h281.ts';
export { newLink, openLink, receivePacket, sendCamera, setAllowed, type LinkOutput, type LinkState } from './link.ts';
export { FrameError, type FrameProblem, type Framing } from './q922.ts';
