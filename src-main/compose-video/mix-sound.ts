import { sourceMoment } from '../../src-shared/project/source-time.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { loudnessAt } from '../../src-shared/timeline/sounds.ts';
import type { Sound } from '../../src-shared/timeline/sounds.ts';
import { fileInput, rawAudioPipe } from '../media/ffmpeg-input.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import type { FfmpegProcess } from '../media/ffmpeg-process.ts';
import type { Probe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { sampleRate } from '../media/take-sound.ts';
import type { RenderPlan, SoundPiece } from './render-plan.ts';

const channels = 2;
/** Half a second: what is mixed at a time. */
const blockSamples = sampleRate / 2;

/** Sample at which a frame begins, rounded once. */
export function sampleAt(frame: number, rate: Rate): number {
  return Math.round((frame * rate.den * sampleRate) / rate.num);
}

/** A decoder whose samples are taken in amounts of our choosing. */
interface SoundReader {
  readonly start: number;
  readonly end: number;
  /** Adds the next samples of the piece to `mix`, from its sample `offset` on; silence where the file has no more. */
  readonly addTo: (mix: Float32Array, offset: number, samples: number) => Promise<void>;
  readonly stop: (reason: Error) => void;
}

/** Below half its speed `atempo` is put in series. */
const slowest = 0.5;

/** Filters that make sound last `1 / pace` times as long at the same pitch; none where it keeps its pace. */
export function tempoFilters(pace: number): string[] {
  if (pace === 1) return [];
  const filters: string[] = [];
  let rest = pace;
  for (; rest < slowest; rest /= slowest) filters.push(`atempo=${slowest}`);
  return [...filters, `atempo=${rest.toFixed(9)}`];
}

function startSound(
  tool: FfmpegTool,
  probe: Probe,
  from: number,
  samples: number,
  pace: number,
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  const tempo = tempoFilters(pace);
  // What is needed of the source, and a little more for the filters' windows.
  const needed = pace === 1 ? samples : Math.ceil(samples * pace) + sampleRate / 4;
  const cut = `atrim=start_sample=${from}:end_sample=${from + needed}`;
  const stretched = tempo.length === 0 ? [] : ['asetpts=N', ...tempo, `atrim=end_sample=${samples}`];
  const graph = `[0:a:0]${[
    `aresample=${sampleRate}:async=1:first_pts=0`,
    'aformat=sample_fmts=flt:channel_layouts=stereo',
    cut,
    ...stretched,
    ...(tempo.length === 0 ? [] : ['aformat=sample_fmts=flt:channel_layouts=stereo']),
  ].join(',')}[out]`;
  const args = [
    ...fileInput(probe.path, probe.demuxer),
    '-filter_complex',
    graph,
    '-map',
    '[out]',
    '-f',
    'f32le',
    'pipe:1',
  ];
  return startFfmpeg(tool, args, { failure: 'The sound could not be decoded.', output: 'data' }, signal);
}

function paceOf({ sound }: SoundPiece): number {
  const { num, den } = sound?.clip.speed ?? { num: 1, den: 1 };
  return num / den;
}

/** Sample of the source with which a piece begins; in slow or fast motion that may lie within a frame. */
function sourceSample({ sound, sourceIn, start }: SoundPiece, rate: Rate): number {
  if (sound?.clip.speed === undefined) return sampleAt(sourceIn, rate);
  const { num, den } = sourceMoment(sound.clip, start - sound.clip.start);
  return Math.max(0, Math.round((num * rate.den * sampleRate) / (den * rate.num)));
}

/** Loudness is computed anew after this many samples and changes evenly between, so that no step is heard. */
const loudnessStep = 32;

/** Multiplies a stretch of stereo samples, of which the first is sample `first` of the timeline, by a sound's loudness. */
function shape(heard: Float32Array, sound: Sound, first: number, rate: Rate): void {
  const momentOf = (sample: number) => (sample * rate.num) / (rate.den * sampleRate);
  const samples = heard.length / channels;
  let here = loudnessAt(sound, momentOf(first));
  for (let at = 0; at < samples; at += loudnessStep) {
    const next = loudnessAt(sound, momentOf(first + at + loudnessStep));
    for (let step = 0; step < loudnessStep && at + step < samples; step += 1) {
      const share = step / loudnessStep;
      const place = (at + step) * channels;
      heard[place] = (heard[place] ?? 0) * (here.left + (next.left - here.left) * share);
      heard[place + 1] = (heard[place + 1] ?? 0) * (here.right + (next.right - here.right) * share);
    }
    here = next;
  }
}

async function openReader(
  tool: FfmpegTool,
  piece: SoundPiece,
  probe: Probe,
  rate: Rate,
  signal: AbortSignal,
): Promise<SoundReader> {
  const start = sampleAt(piece.start, rate);
  const end = sampleAt(piece.start + piece.length, rate);
  const run = await startSound(tool, probe, sourceSample(piece, rate), end - start, paceOf(piece), signal);
  const pieces = run.read();
  let rest = new Uint8Array(0);
  let isOver = false;
  let passed = 0;
  return {
    start,
    end,
    async addTo(mix, offset, samples) {
      const wanted = samples * channels * Float32Array.BYTES_PER_ELEMENT;
      const bytes = new Uint8Array(wanted);
      let filled = 0;
      while (filled < wanted && !(isOver && rest.length === 0)) {
        if (rest.length === 0) {
          const next = await pieces.next();
          if (next.done === true) {
            await run.done;
            isOver = true;
          } else rest = new Uint8Array(next.value);
        }
        const part = rest.subarray(0, wanted - filled);
        bytes.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
      }
      const heard = new Float32Array(bytes.buffer);
      if (piece.sound !== undefined) shape(heard, piece.sound, start + passed, rate);
      passed += samples;
      for (let at = 0; at < heard.length; at += 1) {
        const place = offset * channels + at;
        mix[place] = (mix[place] ?? 0) + (heard[at] ?? 0);
      }
    },
    stop: (reason) => run.stop(reason),
  };
}

/**
 * Mixes everything that is heard into one FLAC file (48 kHz, stereo, 24 bits) of exactly the film's length. Only what sounds at
 * the moment is open, and half a second of it in memory, however long the film is.
 *
 * @throws AppError `ffmpeg.failed`, `disk.full`, `cancelled`
 */
export async function mixSound(
  tool: FfmpegTool,
  plan: RenderPlan,
  probeOf: (piece: SoundPiece) => Probe,
  out: string,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = sampleAt(plan.from, plan.rate);
  const last = sampleAt(plan.from + plan.total, plan.rate);
  const output = '-map 0:a:0 -c:a flac -sample_fmt s32 -compression_level 2 -f flac -y'.split(' ');
  const encoder = await startFfmpeg(
    tool,
    [...rawAudioPipe(sampleRate, channels), ...output, `file:${out}`],
    { failure: 'The sound could not be mixed.', input: 'data' },
    signal,
  );
  const waiting = [...plan.sounds];
  let open: SoundReader[] = [];
  try {
    for (let at = first; at < last; at += blockSamples) {
      const end = Math.min(last, at + blockSamples);
      while (waiting[0] !== undefined && sampleAt(waiting[0].start, plan.rate) < end) {
        const piece = waiting.shift();
        if (piece !== undefined) open.push(await openReader(tool, piece, probeOf(piece), plan.rate, signal));
      }
      const mix = new Float32Array((end - at) * channels);
      for (const reader of open) {
        const from = Math.max(at, reader.start);
        await reader.addTo(mix, from - at, Math.min(end, reader.end) - from);
      }
      open = open.filter((reader) => reader.end > end);
      await encoder.write(new Uint8Array(mix.buffer));
      onProgress((end - first) / (last - first));
    }
    encoder.endInput();
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    for (const reader of open) reader.stop(reason);
    encoder.stop(reason);
  }
  await encoder.done;
}
