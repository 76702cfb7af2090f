import type { Size } from '../../src-shared/generation/request.ts';
import type { GivenPicture } from '../../src-shared/generation/shot-plan.ts';
import type { Fit } from '../media/picture-filters.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { Footage } from './footage.ts';

/**
 * Pictures of several files, in the order asked for. Each file is read once, however many of the sources it is: a bridge
 * from a clip's end to its own beginning starts one ffmpeg.
 *
 * @returns RGB24, `pictures.length x height x width x 3`
 * @throws AppError as `readFrames`
 */
export async function readPictures(
  tool: FfmpegTool,
  footage: readonly Footage[],
  pictures: readonly GivenPicture[],
  wish: { readonly size: Size; readonly fit: Fit },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytes = wish.size.width * wish.size.height * 3;
  const result = new Uint8Array(pictures.length * bytes);
  for (const file of new Set(footage)) {
    const places = pictures.flatMap(({ source }, place) => (footage[source] === file ? [place] : []));
    if (places.length === 0) continue;
    const indices = places.map((place) => pictures[place]?.frame ?? 0);
    const read = await readFrames(tool, file, { indices, ...wish }, signal);
    for (const [at, place] of places.entries()) {
      result.set(read.subarray(at * bytes, (at + 1) * bytes), place * bytes);
    }
  }
  return result;
}
