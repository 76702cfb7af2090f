import type { Media } from '../../src-shared/project/schema.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { Filmstrip } from './filmstrip.ts';
import type { Peaks } from './peaks-format.ts';
import type { ReelMaker } from './make-reel.ts';
import { createRankedLane } from './ranked-lane.ts';
import { reelFile } from './reel-file.ts';
import { createReelShelf } from './reel-shelf.ts';

/**
 * Small pictures, peaks, proxies and reels for showing clips; made one after another, each once however often it is asked for:
 * first what is made in a moment and missed at once, last what only makes scrubbing quicker.
 */
export interface MediaPreviews {
  /** @throws AppError as `filmstrip` */
  filmstrip(media: Media, projectFolder: string): Promise<Filmstrip>;
  /** @throws AppError as `peaksOf` */
  peaks(media: Media, projectFolder: string): Promise<Peaks>;
  /** Makes a proxy anew that is gone. @throws AppError as `restoreProxy` */
  proxy(media: Media, projectFolder: string): Promise<void>;
  /** Makes the reel with a frame for scrubbing, where it isn't there. @throws AppError as `makeReel` */
  reel(media: Media, projectFolder: string, frame: number): Promise<void>;
  /** The path of the reel with a frame, for somebody who is about to read it; undefined where it isn't there. */
  findReel(media: Media, projectFolder: string, frame: number): Promise<string | undefined>;
  /** Stops what is being made; further wishes are refused. */
  dispose(): Promise<void>;
}

/** A waveform is there in a moment; without its proxy a film can't be seen at all; reels of a long film take minutes. */
const ranks = { peaks: 0, strip: 1, proxy: 2, reel: 3 } as const;

export function createMediaPreviews(ffmpeg: () => Promise<FfmpegTool>): MediaPreviews {
  const stop = new AbortController();
  const lane = createRankedLane();

  /** One ffmpeg at a time: a window that opens asks for a hundred at once, and editing must stay smooth meanwhile. */
  function once<Result>(
    known: Map<string, Promise<Result>>,
    rank: number,
    key: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const current = known.get(key);
    if (current !== undefined) return current;
    const result = lane.run(rank, work);
    known.set(key, result);
    const forget = () => void known.delete(key);
    result.then(forget, forget);
    return result;
  }

  const strips = new Map<string, Promise<Filmstrip>>();
  const peaks = new Map<string, Promise<Peaks>>();
  const reels = new Map<string, Promise<void>>();
  const shelf = createReelShelf();
  let maker: ReelMaker | undefined;
  const proxies = new Map<string, Promise<void>>();
  return {
    filmstrip: (media, folder) =>
      once(strips, ranks.strip, `strip ${folder} ${media.sha256}`, async () => {
        const { filmstrip } = await import('./filmstrip.ts');
        return filmstrip(ffmpeg, media, folder, stop.signal);
      }),
    peaks: (media, folder) =>
      once(peaks, ranks.peaks, `peaks ${folder} ${media.sha256}`, async () => {
        const { peaksOf } = await import('./peaks.ts');
        return peaksOf(ffmpeg, media, folder, stop.signal);
      }),
    proxy: (media, folder) =>
      once(proxies, ranks.proxy, `proxy ${folder} ${media.sha256}`, async () => {
        const { restoreProxy } = await import('./ingest-file.ts');
        return restoreProxy(ffmpeg, media, folder, stop.signal);
      }),
    async reel(media, folder, frame) {
      if ((await shelf.find(folder, media, frame)) !== undefined) return;
      await once(reels, ranks.reel, `${folder} ${reelFile(media, frame)}`, async () => {
        maker ??= (await import('./make-reel.ts')).createReelMaker(ffmpeg);
        await maker(media, folder, frame, stop.signal);
        await shelf.tidy(folder);
      });
    },
    findReel: (media, folder, frame) => shelf.find(folder, media, frame),
    async dispose() {
      stop.abort();
      await lane.idle();
    },
  };
}
