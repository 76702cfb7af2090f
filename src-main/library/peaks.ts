import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { shownName } from '../files/failures.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { fileInput } from '../media/ffmpeg-input.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import { probeMedia } from '../media/probe.ts';
import type { AudioInfo, Probe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { mediaFile } from './media-file.ts';
import { collectPeaks, decodePeaks, encodePeaks } from './peaks-format.ts';
import type { Peaks } from './peaks-format.ts';

/** Points per second of sound: eight per frame at 24 frames a second. */
const pointsPerSecond = 200;
/** The picture of a day of sound must stay small. */
const mostPoints = 4_000_000;

function pointSize({ sampleRate, seconds }: AudioInfo): number {
  const perPoint = Math.max(1, Math.round(sampleRate / pointsPerSecond));
  return Math.max(perPoint, Math.ceil((seconds * sampleRate) / mostPoints));
}

function soundOf(probe: Probe): AudioInfo {
  const sound = probe.kind === 'image' ? undefined : probe.audio;
  if (sound !== undefined) return sound;
  throw new AppError('input.file.format', `“${shownName(probe.path)}” has no sound.`);
}

async function measure(tool: FfmpegTool, probe: Probe, signal: AbortSignal): Promise<Peaks> {
  const sound = soundOf(probe);
  const channels = Math.min(2, sound.channels);
  // From time zero, silence where the sound begins later: a point's place is its time.
  const filter =
    `aresample=${sound.sampleRate}:async=1:first_pts=0,` +
    `aformat=sample_fmts=s16:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
  const output = ['-filter_complex', `[0:a:0]${filter}[out]`, '-map', '[out]', '-f', 's16le', 'pipe:1'];
  const collector = collectPeaks(sound.sampleRate, pointSize(sound), channels);
  // Not in the background: it takes a moment, and on a busy machine it would never come.
  const run = await startFfmpeg(
    tool,
    [...fileInput(probe.path, probe.demuxer), ...output],
    {
      failure: `The sound of “${shownName(probe.path)}” could not be read.`,
      output: 'data',
    },
    signal,
  );
  let odd: Uint8Array = new Uint8Array(0);
  for await (const piece of run.read()) {
    // A pipe cuts anywhere, also within a sample.
    const bytes = odd.length === 0 ? piece : Buffer.concat([odd, piece]);
    const whole = bytes.length & ~1;
    // Copied, because samples must lie at an even address.
    collector.add(new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer));
    odd = new Uint8Array(bytes.subarray(whole));
  }
  await run.done;
  return collector.finish();
}

/**
 * Lowest and highest values of a file's sound for drawing its waveform, measured once and kept in `cache/peaks`.
 *
 * @throws AppError `input.file.*` (`format` where there is no sound), `disk.*`, `ffmpeg.failed`, `cancelled`
 */
export async function peaksOf(
  tool: () => Promise<FfmpegTool>,
  media: Pick<Media, 'file' | 'sha256' | 'name'>,
  projectFolder: string,
  signal: AbortSignal,
): Promise<Peaks> {
  const folder = await makeFolderInside(nodeVfs, projectFolder, ['cache', 'peaks']);
  const kept = join(folder, `${media.sha256.slice(0, 24)}.dat`);
  const known = await nodeVfs.readFile(kept).then(decodePeaks, () => undefined);
  if (known !== undefined) return known;
  const peaks = await measure(
    await tool(),
    await probeMedia(await mediaFile(projectFolder, media), signal, tool),
    signal,
  );
  await writeFileAtomically(nodeVfs, kept, encodePeaks(peaks));
  return peaks;
}
