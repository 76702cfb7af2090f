import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { MediaId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Track } from '../../../src-shared/project/schema.ts';
import { frames, framesOfSeconds, seconds as inSeconds, type Rate } from '../../../src-shared/time/rate.ts';
import { endOf, findTrack } from '../../../src-shared/timeline/clips.ts';
import type { Studio } from '../../editor/studio.ts';
import { commonRequest } from '../generate/build-request.ts';
import { extensionSpot } from '../generate/extend.ts';
import { shotName } from '../generate/start-shot.ts';
import { contextFor, sayWhyNot, type Context } from './context.ts';
import { footageOf, type Footage } from './footage.ts';
import { placeShot, type NewShot } from './place-shot.ts';

/** A shot is this long where the prompt panel says nothing. */
const usualSeconds = 2;
/** Pictures of a clip that are pinned before what goes on from it: its motion, not its last picture alone. */
const contextPictures = 4;

function wordsAndLength(studio: Studio, { document, pack }: Context) {
  const panel = studio.prompt.getState();
  const common = commonRequest(panel, { packId: pack.id, settings: document.settings });
  const by = panel.seconds ?? usualSeconds;
  return { common, by, length: framesOfSeconds(inSeconds(by), document.settings.rate) };
}

/** Sets one image in motion, or leads from one to another, at an empty place of a track; what is in the way makes room. */
export async function animateAt(
  studio: Studio,
  images: readonly [MediaId, MediaId?],
  { trackId, at }: { readonly trackId: TrackId; readonly at: number },
): Promise<void> {
  const context = contextFor(studio, 'animate');
  if ('said' in context) return sayWhyNot(studio, context);
  const { document } = context;
  const track = findTrack(document.timeline, trackId);
  const [image, last] = images;
  const media = document.media[image];
  if (track === undefined || media === undefined) return;
  const { common, by, length } = wordsAndLength(studio, context);
  const taken = track.clips.some((clip) => clip.start < at + length && endOf(clip) > at);
  await placeShot(studio, document, {
    label: 'operation.label.animate',
    name: shotName(common.prompt, media.name),
    request: { ...common, operation: 'animate', seconds: by, image, ...(last === undefined ? {} : { last }) },
    trackId,
    at: frames(at),
    mode: taken ? 'insert' : 'overwrite',
  });
}

/** Leads from a clip's end to an image, or from an image to a clip's beginning. */
export async function animateBeside(
  studio: Studio,
  image: MediaId,
  { track, clip, edge }: { readonly track: Track; readonly clip: Clip; readonly edge: 'head' | 'tail' },
): Promise<void> {
  const context = contextFor(studio, 'keyframes');
  if ('said' in context) return sayWhyNot(studio, context);
  const { document, pack } = context;
  const footage = footageOf(document, clip, 'picture');
  if (typeof footage === 'string') return sayWhyNot(studio, footage);
  const { common, by, length } = wordsAndLength(studio, context);
  const isTail = edge === 'tail';
  const made = isStill(footage)
    ? betweenStills(footage, image, isTail, by)
    : besideFootage(footage, image, isTail, {
        by,
        length,
        model: pack.rate,
        project: document.settings.rate,
      });
  if (made === undefined) return sayWhyNot(studio, 'operation.reason.tooShort');
  await placeShot(studio, document, {
    label: 'operation.label.animate',
    name: shotName(common.prompt, clip.name),
    request: { ...common, ...made.request },
    trackId: track.id,
    ...extensionSpot(track, clip, isTail ? 'forward' : 'backward', length),
    ...(made.shown === undefined ? {} : { shown: made.shown }),
  });
}

function isStill({ media }: Footage): boolean {
  return media.kind === 'image';
}

interface Made {
  readonly request:
    | Pick<
        Extract<GenerationRequestInput, { operation: 'animate' }>,
        'operation' | 'seconds' | 'image' | 'last'
      >
    | Pick<Extract<GenerationRequestInput, { operation: 'keyframes' }>, 'operation' | 'seconds' | 'keys'>;
  readonly shown?: NewShot['shown'];
}

function betweenStills({ media }: Footage, image: MediaId, isTail: boolean, by: number): Made {
  const [first, last] = isTail ? [media.id, image] : [image, media.id];
  return { request: { operation: 'animate', seconds: by, image: first, last } };
}

interface Beside {
  readonly by: number;
  readonly length: number;
  readonly model: Rate;
  readonly project: Rate;
}

/**
 * The clip's pictures nearest to the edge are pinned one model frame apart and not shown again: the new part begins after
 * the clip's last picture, or ends before its first.
 */
function besideFootage(
  { clip, media }: Footage,
  image: MediaId,
  isTail: boolean,
  { by, length, model, project }: Beside,
): Made | undefined {
  const step = model.den / model.num;
  const stepFrames = (step * project.num) / project.den;
  const pictures = Math.min(contextPictures, Math.floor(clip.length / stepFrames));
  if (pictures < 1) return undefined;
  const known = Math.round(pictures * stepFrames);
  const end = clip.sourceIn + clip.length;
  const pins = Array.from({ length: pictures }, (_, index) => ({
    source: media.id,
    frame: Math.floor(isTail ? end - known + index * stepFrames : clip.sourceIn + index * stepFrames),
    at: isTail ? index * step : by + index * step,
  }));
  const total = by + pictures * step;
  const pinned = { source: image, frame: 0, at: isTail ? total : 0 };
  return {
    request: {
      operation: 'keyframes',
      seconds: total,
      keys: isTail ? [...pins, pinned] : [pinned, ...pins],
    },
    shown: { sourceIn: frames(isTail ? known : 0), length: frames(length) },
  };
}
