import { cancelledError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { codingOf } from './coding.ts';
import type { Container } from './coding.ts';
import { finishTake } from './join-stretches.ts';
import type { WrittenTake } from './join-stretches.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';
import { startGeneratedStretch } from './stretch.ts';
import type { Rectangle } from './stretch.ts';
import { openWorkFolder } from './work-folder.ts';

export interface ClipWriterOptions {
  /** Name of the finished file; `name.png` gives the sequence `name-0001.png`, … */
  readonly out: string;
  readonly container: Container;
  /** Size of the frames that are handed over. */
  readonly size: Size;
  /** Part of them that is kept; everything where absent. */
  readonly visible?: Rectangle | undefined;
  /** Size of the finished film; frames are scaled to fill it and cropped in the middle. */
  readonly outSize: Size;
  readonly rate: Rate;
  /** Keep every bit of the frames (`outSize` is then the size of the visible part). */
  readonly lossless: boolean;
}

export interface ClipWriter {
  /**
   * Appends `repeat` frames that show `rgb` (RGB24, `size.height x size.width x 3`). Settles when ffmpeg took them, so a fast
   * producer waits; the bytes may be used again then.
   *
   * @throws what made the writing fail: AppError `disk.full`, `ffmpeg.failed` or `cancelled`.
   */
  readonly write: (rgb: Uint8Array, repeat?: number) => Promise<void>;
  /** Completes the file under its name, after its frames were counted. */
  readonly finish: () => Promise<WrittenTake>;
  /** Ends without a result and leaves nothing behind. Harmless after `finish`. */
  readonly abort: () => Promise<void>;
}

/**
 * Writes frames to a film through a pipe. Nothing stands under the final name before everything is written and checked;
 * what was there before stays until then. After an error or an abort nothing is left.
 *
 * @throws AppError `output.unwritable`, `output.format`, `input.size`, before any frame is taken.
 */
export async function createClipWriter(
  tool: FfmpegTool,
  options: ClipWriterOptions,
  signal: AbortSignal,
): Promise<ClipWriter> {
  const coding = codingOf(options.container, options.outSize, options.rate, options.lossless);
  const format = { coding, size: options.outSize, rate: options.rate };
  const work = await openWorkFolder(options.out);
  const frameBytes = options.size.width * options.size.height * 3;
  const ownEnd = new AbortController();
  const onAbort = () => ownEnd.abort();
  if (signal.aborted) ownEnd.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const close = async () => {
    signal.removeEventListener('abort', onAbort);
    await work.remove();
  };
  let frames = 0;
  try {
    const stretch = { index: 0, firstFrame: 0, frame: options.size, visible: options.visible };
    const run = await startGeneratedStretch(tool, work, format, stretch, ownEnd.signal);
    return {
      async write(rgb, repeat = 1) {
        if (rgb.length !== frameBytes) throw new Error(`A frame has ${frameBytes} bytes, not ${rgb.length}`);
        for (let time = 0; time < repeat; time += 1) await run.write(rgb);
        frames += repeat;
      },
      async finish() {
        try {
          run.endInput();
          await run.done;
          return await finishTake(tool, work, format, { stretches: 1, frames }, ownEnd.signal);
        } finally {
          await close();
        }
      },
      async abort() {
        run.stop(cancelledError());
        ownEnd.abort();
        await run.done.catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
