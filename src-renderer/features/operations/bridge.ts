import { requestLimits, type GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Clip, Timeline, Track } from '../../../src-shared/project/schema.ts';
import { frames, framesOfSeconds, seconds, secondsOfFrames } from '../../../src-shared/time/rate.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import type { EditResult } from '../../../src-shared/timeline/result.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import type { Studio } from '../../editor/studio.ts';
import { contextFor, sayWhyNot, type Context } from './context.ts';
import { footageOf, rangeFrom, rangeUpTo } from './footage.ts';
import { draftShot, placeShot, type NewShot } from './place-shot.ts';
import { chosenClips } from './selected.ts';
import { wordsOfPanel } from './words.ts';

/** Two clips of a track that follow one another. */
export interface Pair {
  readonly track: Track;
  readonly before: Clip;
  readonly after: Clip;
}

/** Of touching clips so much is replaced where nobody dragged another length. */
const usualJoinSeconds = 1;

/** The two clips that are selected, where nothing lies between them. */
export function chosenPair(studio: Studio): Pair | Refusal {
  const [before, after, ...others] = chosenClips(studio);
  if (before === undefined || after === undefined || others.length > 0) return 'operation.reason.twoClips';
  if (before.track.id !== after.track.id) return 'operation.reason.sameTrack';
  const { clips } = before.track;
  if (clips.indexOf(after.clip) - clips.indexOf(before.clip) !== 1) return 'operation.reason.between';
  return { track: before.track, before: before.clip, after: after.clip };
}

export function bridgeReason(studio: Studio, pair = chosenPair(studio)): Refusal | null {
  if (typeof pair === 'string' || 'said' in pair) return pair;
  const context = contextFor(studio, 'bridge');
  if ('said' in context) return context;
  for (const clip of [pair.before, pair.after]) {
    const footage = footageOf(context.document, clip);
    if (typeof footage === 'string') return footage;
  }
  const gap = pair.after.start - endOf(pair.before);
  const most = framesOfSeconds(seconds(requestLimits.gapSeconds.max), context.document.settings.rate);
  if (gap > most) return 'operation.reason.gapTooLong';
  if (gap === 0 && mostOverlap(pair) < 2) return 'operation.reason.tooShort';
  return null;
}

/** Frames of both clips together that a join may replace: of each at least one must stay. */
export function mostOverlap({ before, after }: Pair): number {
  const half = Math.min(before.length, after.length) - 1;
  return Math.max(0, 2 * half);
}

/** @param overlap of touching clips: frames that are replaced, half of each */
function bridgeOf(studio: Studio, context: Context, pair: Pair, overlap?: number): NewShot | undefined {
  const { document } = context;
  const { rate } = document.settings;
  const [a, b] = [footageOf(document, pair.before), footageOf(document, pair.after)];
  if (typeof a === 'string' || typeof b === 'string') return undefined;
  const gap = pair.after.start - endOf(pair.before);
  const join = gap === 0;
  const usual = Math.min(framesOfSeconds(seconds(usualJoinSeconds), rate), mostOverlap(pair));
  const length = join ? Math.min(overlap ?? usual, mostOverlap(pair)) : gap;
  if (length < 1) return undefined;
  const end = pair.before.sourceIn + pair.before.length;
  const lastOfAfter = pair.after.sourceIn + pair.after.length;
  const request: GenerationRequestInput = {
    ...wordsOfPanel(studio, context, a.media),
    operation: 'bridge',
    seconds: secondsOfFrames(frames(length), rate),
    before: { source: a.media.id, range: rangeUpTo(end, rate) },
    after: {
      source: b.media.id,
      range: rangeFrom(pair.after.sourceIn, join ? lastOfAfter : b.fileLength, rate),
    },
    join,
  };
  return {
    label: 'operation.label.bridge',
    name: studio.text('operation.bridgeName', { before: pair.before.name, after: pair.after.name }),
    request,
    trackId: pair.track.id,
    at: frames(endOf(pair.before) - (join ? Math.floor(length / 2) : 0)),
    mode: 'overwrite',
  };
}

/** New frames between two clips: all of a gap, or in the place of the frames around a cut. */
export async function bridgeClips(
  studio: Studio,
  pair: Pair | Refusal = chosenPair(studio),
  overlap?: number,
): Promise<void> {
  const reason = bridgeReason(studio, pair);
  const context = contextFor(studio, 'bridge');
  if (reason !== null || typeof pair === 'string' || 'said' in pair || 'said' in context) {
    return sayWhyNot(studio, reason ?? 'operation.reason.twoClips');
  }
  const shot = bridgeOf(studio, context, pair, overlap);
  if (shot !== undefined) await placeShot(studio, context.document, shot);
}

/** What the timeline would be with the bridge's placeholder. */
export function draftBridge(
  studio: Studio,
  timeline: Timeline,
  pair: Pair,
  overlap: number,
): EditResult | null {
  const context = contextFor(studio, 'bridge');
  if ('said' in context || bridgeReason(studio, pair) !== null) return null;
  const shot = bridgeOf(studio, context, pair, overlap);
  return shot === undefined ? null : draftShot(studio, context.document, timeline, shot);
}
