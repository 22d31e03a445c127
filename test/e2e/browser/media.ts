/** Runs in the page: generated audio and video, measurement of received media, and a peer connection of its own. */

export interface PageMedia {
  readonly stream: MediaStream;
  readonly stop: () => void;
}

/** A tone and a moving picture. */
export function makeMedia(frequency: number, video: boolean): PageMedia {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency });
  const volume = new GainNode(context, { gain: 0.4 });
  const out = context.createMediaStreamDestination();
  oscillator.connect(volume).connect(out);
  oscillator.start();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [352, 288];
  const paint = canvas.getContext('2d')!;
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    paint.fillStyle = `hsl(${(turn * 7) % 360} 80% 50%)`;
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.fillStyle = 'black';
    paint.fillRect((turn * 5) % 300, 100, 50, 50);
  }, 66);
  const pictures = video ? canvas.captureStream(15).getVideoTracks() : [];
  return {
    stream: new MediaStream([...out.stream.getAudioTracks(), ...pictures]),
    stop: () => {
      clearInterval(timer);
      void context.close();
    },
  };
}

/** Measures the amplitude of a frequency in the received audio, 0 to 1, from now on. */
export function listenTo(pc: RTCPeerConnection): (frequency: number) => number {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  const track = pc.getReceivers().find((receiver) => receiver.track.kind === 'audio')!.track;
  const stream = new MediaStream([track]);
  // Chromium gives Web Audio the audio of a remote track only while an element plays it.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  void element.play();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return (frequency) => {
    analyser.getFloatTimeDomainData(samples);
    let [real, imaginary] = [0, 0];
    for (let at = 0; at < samples.length; at++) {
      const angle = (2 * Math.PI * frequency * at) / context.sampleRate;
      real += samples[at]! * Math.cos(angle);
      imaginary += samples[at]! * Math.sin(angle);
    }
    return (2 * Math.hypot(real, imaginary)) / samples.length;
  };
}

/** The number of pictures decoded so far, and the size of the last one. */
export async function seenBy(
  pc: RTCPeerConnection,
): Promise<{ readonly frames: number; readonly width: number; readonly codec: string }> {
  const report = await pc.getStats();
  for (const entry of report.values() as IterableIterator<Record<string, unknown>>) {
    if (entry['type'] !== 'inbound-rtp' || entry['kind'] !== 'video') continue;
    const codec = report.get(String(entry['codecId'])) as { readonly mimeType?: string } | undefined;
    return {
      frames: Number(entry['framesDecoded'] ?? 0),
      width: Number(entry['frameWidth'] ?? 0),
      codec: codec?.mimeType ?? '',
    };
  }
  return { frames: 0, width: 0, codec: '' };
}

/** Permits only H.264, which devices support. */
export function preferH264(pc: RTCPeerConnection): void {
  const codecs =
    RTCRtpReceiver.getCapabilities('video')?.codecs.filter(({ mimeType }) => mimeType === 'video/H264') ?? [];
  for (const transceiver of pc.getTransceivers())
    if (transceiver.receiver.track.kind === 'video') transceiver.setCodecPreferences(codecs);
}
