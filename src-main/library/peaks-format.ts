/**
 * Peaks of a sound in the binary format of BBC audiowaveform, version 2 (little endian): int32 version = 2, uint32 flags
 * (1 = 8 bits), int32 sample rate, int32 samples per point, uint32 points, int32 channels; then for each point and each
 * channel int8 lowest, int8 highest. Other programs read it too.
 *
 * Source: https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md
 */
const headerBytes = 24;

export interface Peaks {
  readonly sampleRate: number;
  /** Samples of one channel that one point sums up. */
  readonly samplesPerPoint: number;
  readonly channels: number;
  /** Number of points. */
  readonly length: number;
  /** `length x channels x 2` values from -128 to 127: lowest, highest. */
  readonly data: Int8Array<ArrayBuffer>;
}

export function encodePeaks(peaks: Peaks): Uint8Array {
  const bytes = new Uint8Array(headerBytes + peaks.data.length);
  const header = new DataView(bytes.buffer);
  header.setInt32(0, 2, true);
  header.setUint32(4, 1, true);
  header.setInt32(8, peaks.sampleRate, true);
  header.setInt32(12, peaks.samplesPerPoint, true);
  header.setUint32(16, peaks.length, true);
  header.setInt32(20, peaks.channels, true);
  bytes.set(new Uint8Array(peaks.data.buffer, peaks.data.byteOffset, peaks.data.length), headerBytes);
  return bytes;
}

/** Undefined for bytes that are no such file, or a cut one. */
export function decodePeaks(bytes: Uint8Array): Peaks | undefined {
  if (bytes.length < headerBytes) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [sampleRate, samplesPerPoint] = [header.getInt32(8, true), header.getInt32(12, true)];
  const [length, channels] = [header.getUint32(16, true), header.getInt32(20, true)];
  const known = header.getInt32(0, true) === 2 && header.getUint32(4, true) === 1;
  if (!known || sampleRate < 1 || samplesPerPoint < 1 || channels < 1 || channels > 2) return undefined;
  if (bytes.length !== headerBytes + length * channels * 2) return undefined;
  const data = Int8Array.from(bytes.subarray(headerBytes), (byte) => (byte << 24) >> 24);
  return { sampleRate, samplesPerPoint, channels, length, data };
}

export interface PeakCollector {
  /** Takes interleaved 16-bit samples in the machine's order, in pieces of any size. */
  add(samples: Int16Array): void;
  /** The points so far; a last one that is not full counts. */
  finish(): Peaks;
}

/** Sums samples up as they come, so that an hour of sound is never in memory at once. */
export function collectPeaks(sampleRate: number, samplesPerPoint: number, channels: number): PeakCollector {
  let data = new Int8Array(4096);
  let used = 0;
  let inPoint = 0;
  let channel = 0;
  const lowest = new Int16Array(channels).fill(32_767);
  const highest = new Int16Array(channels).fill(-32_768);

  function closePoint(): void {
    if (used + channels * 2 > data.length) {
      const grown = new Int8Array(data.length * 2);
      grown.set(data);
      data = grown;
    }
    for (let index = 0; index < channels; index += 1) {
      data[used] = (lowest[index] ?? 0) >> 8;
      // Rounded away from silence, so that a quiet sound is a line and not nothing.
      data[used + 1] = Math.min(127, ((highest[index] ?? 0) + 255) >> 8);
      used += 2;
    }
    lowest.fill(32_767);
    highest.fill(-32_768);
    inPoint = 0;
  }

  return {
    add(samples) {
      for (const sample of samples) {
        if (sample < (lowest[channel] ?? 0)) lowest[channel] = sample;
        if (sample > (highest[channel] ?? 0)) highest[channel] = sample;
        channel += 1;
        if (channel < channels) continue;
        channel = 0;
        inPoint += 1;
        if (inPoint === samplesPerPoint) closePoint();
      }
    },
    finish() {
      if (inPoint > 0) closePoint();
      return {
        sampleRate,
        samplesPerPoint,
        channels,
        length: used / (channels * 2),
        data: data.slice(0, used),
      };
    },
  };
}
