import { fileInput } from './ffmpeg-input.ts';
import type { Probe } from './probe-types.ts';

/** Sample rate of everything we write. */
export const sampleRate = 48_000;

/** Sound of source files at its place in a take; what lies between is silent. */
export interface TakeSound {
  /** Length of the take in samples at `sampleRate`. */
  readonly samples: number;
  readonly pieces: readonly {
    readonly probe: Probe;
    /** All in seconds: where it starts in the file, where in the take, how long. */
    readonly from: number;
    readonly at: number;
    readonly length: number;
  }[];
}

const encoders = {
  mp4: ['-c:a', 'aac', '-b:a', '256k'],
  mov: ['-c:a', 'aac', '-b:a', '256k'],
  webm: ['-c:a', 'libopus', '-b:a', '192k'],
} as const;

function samplesOf(seconds: number): number {
  return Math.round(seconds * sampleRate);
}

/**
 * The inputs, the filter graph and the encoder for a take's sound. Input 0 is the picture; the graph's output is `[sound]`.
 */
export function soundGraph(
  sound: TakeSound,
  container: keyof typeof encoders,
): { readonly inputs: string[]; readonly graph: string; readonly encode: readonly string[] } {
  const inputs: string[] = [];
  const chains: string[] = [];
  const ends: string[] = [];
  sound.pieces.forEach(({ probe, from, at, length }, index) => {
    inputs.push(...fileInput(probe.path, probe.demuxer));
    const start = samplesOf(from);
    chains.push(
      `[${index + 1}:a:0]aresample=${sampleRate}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,` +
        `atrim=start_sample=${start}:end_sample=${start + samplesOf(length)},asetpts=PTS-STARTPTS,` +
        `adelay=delays=${samplesOf(at)}S:all=1,apad,atrim=end_sample=${sound.samples}[piece${index}]`,
    );
    ends.push(`[piece${index}]`);
  });
  // One piece goes through as it is; several never overlap, so adding them up changes no level.
  const mix =
    ends.length === 1
      ? `${ends[0]}anull[sound]`
      : `${ends.join('')}amix=inputs=${ends.length}:duration=longest:normalize=0[sound]`;
  return { inputs, graph: [...chains, mix].join(';'), encode: encoders[container] };
}
