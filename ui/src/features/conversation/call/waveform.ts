/** The shape of a recording, from its decoded sound. Decoding may not be possible; then there is none. */

/** How many bars a wave has. */
const BARS = 64;

/** The loudness of `bars` equal parts, each 0 to 1, the loudest being 1. Pure. */
export function peaksOf(samples: Float32Array, bars: number = BARS): number[] {
  const size = Math.max(1, Math.floor(samples.length / bars));
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let sum = 0;
    let count = 0;
    // A hundred probes a bar tell the same as all: an hour of sound has millions of samples.
    const step = Math.max(1, Math.floor(size / 100));
    for (let at = bar * size; at < Math.min(samples.length, (bar + 1) * size); at += step) {
      sum += (samples[at] ?? 0) ** 2;
      count += 1;
    }
    return count === 0 ? 0 : Math.sqrt(sum / count);
  });
  const loudest = Math.max(...peaks);
  return loudest === 0 ? peaks : peaks.map((peak) => peak / loudest);
}

/** Decodes a recording for its shape; null when this computer cannot. */
export async function readWave(file: Blob): Promise<number[] | null> {
  if (typeof OfflineAudioContext === "undefined") return null;
  try {
    // 8 kHz in one channel: enough for a shape, and an eighth of the memory.
    const context = new OfflineAudioContext(1, 1, 8_000);
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    return peaksOf(sound.getChannelData(0));
  } catch {
    // A codec this computer can play but not decode, or neither: the plain track says enough.
    return null;
  }
}
