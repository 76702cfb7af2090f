import { requestLimits, type GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, Timeline, Track } from '../../../src-shared/project/schema.ts';
import {
  frames,
  framesOfSeconds,
  seconds,
  secondsOfFrames,
  type Rate,
} from '../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import type { EditResult } from '../../../src-shared/timeline/result.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { contextFor, sayWhyNot, type Context } from '../operations/context.ts';
import { footageOf, rangeFrom, rangeUpTo, type Library } from '../operations/footage.ts';
import { draftShot, placeShot, type NewShot } from '../operations/place-shot.ts';
import { wordsOfShot } from '../operations/words.ts';
import { shotName } from './start-shot.ts';

export type ExtendDirection = 'forward' | 'backward';
export const extendSeconds = [1, 2, 4] as const;

/** Why a clip can't be extended this way; null = it can. The new part goes on from the clip's edge, trimmed or not. */
export function extendReason(library: Library, clip: Clip, direction: ExtendDirection): MessageKey | null {
  const footage = footageOf(library, clip, 'picture');
  if (typeof footage === 'string') return footage;
  return footage.media.kind === 'image' && direction === 'backward' ? 'extend.reason.stillBackward' : null;
}

/** Fewest and most frames one extension can have. */
export function extendLimits(rate: Rate): { readonly least: number; readonly most: number } {
  const { min, max } = requestLimits.seconds;
  const least = Math.ceil((min * rate.num) / rate.den);
  return { least, most: framesOfSeconds(seconds(max), rate) };
}

/** Free frames between a clip's edge and the next clip of its track; undefined where none follows. */
export function roomBeside(track: Track, clip: Clip, direction: ExtendDirection): number | undefined {
  if (direction === 'forward') {
    const next = track.clips.find(({ start }) => start >= endOf(clip));
    return next === undefined ? undefined : next.start - endOf(clip);
  }
  const before = track.clips.filter((other) => endOf(other) <= clip.start).at(-1);
  return before === undefined ? undefined : clip.start - endOf(before);
}

interface Extension {
  readonly context: Context;
  readonly shot: NewShot;
}

function extensionOf(
  studio: Studio,
  clipId: ClipId,
  direction: ExtendDirection,
  length: number,
): Extension | undefined {
  const document = documentOf(studio);
  const place = document === undefined ? undefined : findClip(document.timeline, clipId);
  if (place === undefined) return undefined;
  const isForward = direction === 'forward';
  const context = contextFor(studio, isForward ? 'extend-forward' : 'extend-backward');
  if ('said' in context) {
    sayWhyNot(studio, context);
    return undefined;
  }
  const { clip, track } = place;
  const reason = extendReason(context.document, clip, direction);
  const footage = footageOf(context.document, clip, 'picture');
  if (reason !== null || typeof footage === 'string') {
    sayWhyNot(studio, reason ?? 'extend.reason.notReady');
    return undefined;
  }
  const { media, fileLength } = footage;
  const { rate } = context.document.settings;
  const common = { ...wordsOfShot(studio, context, media), seconds: secondsOfFrames(frames(length), rate) };
  const range = isForward
    ? rangeUpTo(clip.sourceIn + clip.length, rate)
    : rangeFrom(clip.sourceIn, fileLength, rate);
  const request: GenerationRequestInput =
    media.kind === 'image'
      ? { ...common, operation: 'animate', image: media.id }
      : {
          ...common,
          operation: isForward ? 'extend-forward' : 'extend-backward',
          source: media.id,
          range,
        };
  const shot: NewShot = {
    label: isForward ? 'edit.label.extendForward' : 'edit.label.extendBackward',
    name: shotName(clip.name, studio.text('generate.shot')),
    request,
    trackId: track.id,
    ...extensionSpot(track, clip, direction, length),
  };
  return { context, shot };
}

/** Makes new frames after or before a clip. They stand beside it, exactly as long as asked for; the clip stays as it is. */
export async function extendClip(
  studio: Studio,
  clipId: ClipId,
  direction: ExtendDirection,
  by: number,
): Promise<void> {
  const rate = documentOf(studio)?.settings.rate;
  if (rate === undefined) return;
  await extendClipByFrames(studio, clipId, direction, framesOfSeconds(seconds(by), rate));
}

/** @param length of the new part, in frames of the project */
export async function extendClipByFrames(
  studio: Studio,
  clipId: ClipId,
  direction: ExtendDirection,
  length: number,
): Promise<void> {
  const extension = extensionOf(studio, clipId, direction, length);
  if (extension !== undefined) await placeShot(studio, extension.context.document, extension.shot);
}

/** What the timeline would be with the extension's placeholder. */
export function draftExtension(
  studio: Studio,
  timeline: Timeline,
  clipId: ClipId,
  direction: ExtendDirection,
  length: number,
): EditResult | null {
  const extension = extensionOf(studio, clipId, direction, length);
  if (extension === undefined) return null;
  return draftShot(studio, extension.context.document, timeline, extension.shot);
}

/** After the clip, or right before it: into the room that is there, else what follows makes room. */
export function extensionSpot(track: Track, clip: Clip, direction: ExtendDirection, length: number) {
  const room = roomBeside(track, clip, direction);
  if (direction === 'forward') {
    const fits = room === undefined || room >= length;
    return { at: endOf(clip), mode: fits ? ('overwrite' as const) : ('insert' as const) };
  }
  return (room ?? clip.start) >= length
    ? { at: frames(clip.start - length), mode: 'overwrite' as const }
    : { at: clip.start, mode: 'insert' as const };
}
