import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SourceFacts } from '../../src-shared/generation/piece.ts';
import { sourceUses, type SourceUse } from '../../src-shared/generation/source-uses.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { shownName } from '../files/failures.ts';
import { probeMedia } from '../media/probe.ts';
import type { ImageProbe, VideoProbe } from '../media/probe-types.ts';
import type { FindFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { GenerationTask } from './generation.ts';

export type Footage = VideoProbe | ImageProbe;

async function lookInto(
  path: string,
  kind: SourceUse['kind'],
  find: FindFfmpeg,
  signal: AbortSignal,
): Promise<Footage> {
  const probe = await probeMedia(path, signal, find);
  if (probe.kind === 'audio') {
    throw new AppError('input.file.format', `“${shownName(path)}” has no pictures.`);
  }
  if (kind !== 'any' && probe.kind !== kind) {
    const found = probe.kind === 'image' ? 'a picture' : 'a video';
    const remedy = probe.kind === 'image' ? 'Animate it instead.' : 'Extend it instead.';
    throw new AppError('input.file.format', `“${shownName(path)}” is ${found}.`, { hint: remedy });
  }
  return probe;
}

/**
 * The files a request is made from, looked into before anything is loaded; in the order of `sourceUses`, a file that is
 * used twice measured once.
 *
 * @throws AppError `input.file.*`
 */
export async function readFootage(
  { request, paths }: Pick<GenerationTask, 'request' | 'paths'>,
  find: FindFfmpeg,
  signal: AbortSignal,
): Promise<Footage[]> {
  const looked = new Map<string, Promise<Footage>>();
  const footage: Footage[] = [];
  for (const { mediaId, kind } of sourceUses(request)) {
    footage.push(await once(mediaId, kind));
  }
  return footage;

  function once(mediaId: MediaId, kind: SourceUse['kind']): Promise<Footage> {
    const path = paths?.get(mediaId);
    if (path === undefined) {
      throw new AppError('input.file.missing', 'What this is to be made from is not there.');
    }
    const known = looked.get(`${kind} ${path}`) ?? lookInto(path, kind, find, signal);
    looked.set(`${kind} ${path}`, known);
    return known;
  }
}

/** @param hold how many frames show each picture, where that matters */
export function factsOf(footage: Footage, hold?: number): SourceFacts {
  const { width, height } = footage;
  return footage.kind === 'image'
    ? { width, height, frames: frames(1), rate: { num: 24, den: 1 } }
    : { width, height, frames: footage.frames, rate: footage.rate, hold };
}
