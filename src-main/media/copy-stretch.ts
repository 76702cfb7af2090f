import { open, readFile } from 'node:fs/promises';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { sameRate } from '../../src-shared/time/rate.ts';
import { writeFailure } from '../files/failures.ts';
import { isKeyPicture, parameterSetsOf, unitsOfStream } from './h264-units.ts';
import type { ImageProbe, VideoProbe } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { codeSourceStretch, startGeneratedStretch, stretchFile } from './stretch.ts';
import type { SourceStretch, TakeFormat } from './stretch.ts';
import type { WorkFolder } from './work-folder.ts';

/** Whether a file's pictures are of the take's kind already, as far as a probe tells. */
function isAlike(probe: VideoProbe | ImageProbe, { coding, size, rate }: TakeFormat): probe is VideoProbe {
  return (
    coding.stretch === 'h264' &&
    probe.kind === 'video' &&
    probe.demuxer === 'mov' &&
    probe.codec === 'avc' &&
    !probe.variableRate &&
    sameRate(probe.rate, rate) &&
    probe.rotation === 0 &&
    !probe.mirrored &&
    [probe.width, probe.codedWidth].every((width) => width === size.width) &&
    [probe.height, probe.codedHeight].every((height) => height === size.height)
  );
}

const known = new Map<string, Promise<string>>();

/** The parameter sets this ffmpeg gives streams of a format: found by coding one black frame, once. */
function setsOf(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  signal: AbortSignal,
): Promise<string> {
  const { coding, size, rate } = format;
  const key = JSON.stringify([tool.path, tool.version, coding.encode, size, rate]);
  const found = known.get(key) ?? measured();
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;

  async function measured(): Promise<string> {
    // Beside the take's own stretches, which are counted from 0.
    const index = 1_000_000;
    const run = await startGeneratedStretch(
      tool,
      work,
      format,
      { index, firstFrame: 0, frame: size },
      signal,
    );
    await run.write(new Uint8Array(size.width * size.height * 3));
    run.endInput();
    await run.done;
    const units = unitsOfStream(await readFile(stretchFile(work, coding, index)));
    return isKeyPicture(units) ? parameterSetsOf(units) : '';
  }
}

/**
 * Puts frames of a file into the take without coding them again, where they are coded as the take is: those of another take,
 * most often. They lose nothing then, however often a clip is extended, and cost next to nothing. Frames before the first
 * key picture of the range are coded.
 *
 * @returns false where that can't be done; what was begun is replaced by coding the stretch
 */
export async function copySourceStretch(
  tool: FfmpegTool,
  work: WorkFolder,
  format: TakeFormat,
  stretch: SourceStretch,
  signal: AbortSignal,
): Promise<boolean> {
  const { index, probe, first, count } = stretch;
  if (!isAlike(probe, format) || first + count > probe.times.length) return false;
  const sets = await setsOf(tool, work, format, signal);
  if (sets === '') return false;
  // The reader of containers is large, and no start needs it.
  const { withCodedRun } = await import('./coded-pictures.ts');
  const range = { first, end: first + count };
  try {
    const copied = await withCodedRun(
      probe,
      range,
      sets,
      async (run) => {
        const lead = run.first - first;
        if (lead > 0) await codeSourceStretch(tool, work, format, { ...stretch, count: lead }, signal);
        await appendTo(stretchFile(work, format.coding, index), run.pictures());
        return true;
      },
      signal,
    );
    return copied === true;
  } catch (error) {
    // Whatever else is odd about the file, whoever decodes it has the words for.
    if (error instanceof AppError) throw error;
    return false;
  }
}

async function appendTo(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'a');
  try {
    for await (const piece of pieces) {
      try {
        await file.appendFile(piece);
      } catch (error) {
        throw writeFailure(error, path);
      }
    }
  } finally {
    await file.close();
  }
}
