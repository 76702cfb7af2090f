import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { mediaLength } from '../../../src-shared/project/sources.ts';
import { frames, framesOfSeconds, seconds } from '../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { placeClip } from '../../editor/actions/place.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { commonRequest } from './build-request.ts';
import { placeholderClip, shotName, startShot, type Placeholder } from './start-shot.ts';

export type ExtendDirection = 'forward' | 'backward';
export const extendSeconds = [1, 2, 4] as const;

/**
 * Why a clip can't be extended this way; null = it can. A take goes on from its media's own end, so the clip must show
 * that end: anything else would jump.
 */
export function extendReason(
  document: ProjectDocument,
  clip: Clip,
  direction: ExtendDirection,
): MessageKey | null {
  const content = contentOf(document, clip);
  if (content.kind !== 'media') return 'extend.reason.notReady';
  if (content.media.kind === 'image') return direction === 'forward' ? null : 'extend.reason.stillBackward';
  if (content.media.kind === 'audio') return 'extend.reason.audio';
  if (direction === 'backward') return clip.sourceIn === 0 ? null : 'extend.reason.headTrimmed';
  const reachesEnd = clip.sourceIn + clip.length === mediaLength(document, content.media);
  return reachesEnd ? null : 'extend.reason.tailTrimmed';
}

/** Makes new frames after or before a clip. They stand beside it, exactly as long as asked for; the clip stays as it is. */
export async function extendClip(
  studio: Studio,
  clipId: ClipId,
  direction: ExtendDirection,
  by: number,
): Promise<void> {
  const document = studio.project.getState().project?.document;
  const pack = studio.facts.getState().packs?.[0];
  const place = document === undefined ? undefined : findClip(document.timeline, clipId);
  if (document === undefined || place === undefined) return;
  if (pack === undefined) {
    studio.messages.say(studio.text('generate.reason.noPack'));
    return;
  }
  const { clip, track } = place;
  const reason = extendReason(document, clip, direction);
  const content = contentOf(document, clip);
  if (reason !== null || content.kind !== 'media') {
    const said = studio.text(reason ?? 'extend.reason.notReady');
    studio.messages.say(said);
    studio.messages.speak(said);
    return;
  }
  const { media } = content;
  const length = framesOfSeconds(seconds(by), document.settings.rate);
  const isStill = media.kind === 'image';
  const known = isStill ? 0 : mediaLength(document, media);
  const prompt =
    media.provenance.origin === 'generated'
      ? media.provenance.recipe.prompt
      : studio.prompt.getState().prompt;
  const common = {
    ...commonRequest(studio.prompt.getState(), { packId: pack.id, settings: document.settings }),
    prompt: prompt.trim(),
  };
  const placeholder: Placeholder = {
    clipId: studio.ids.clip(),
    jobId: studio.ids.job(),
    name: shotName(clip.name, studio.text('generate.shot')),
    length,
    sourceIn: frames(direction === 'forward' ? known : 0),
    takeLength: frames(known + length),
  };
  const request = isStill
    ? { ...common, operation: 'animate' as const, seconds: by, image: media.id }
    : {
        ...common,
        operation: direction === 'forward' ? ('extend-forward' as const) : ('extend-backward' as const),
        seconds: by,
        source: media.id,
      };
  await startShot(studio, {
    label: direction === 'forward' ? 'edit.label.extendForward' : 'edit.label.extendBackward',
    placeholder,
    request,
    place: (timeline) =>
      placeClip(studio, timeline, placeholderClip(placeholder, request), {
        trackId: track.id,
        ...extensionSpot(track, clip, direction, length),
      }),
  });
}

/** After the clip, or right before it: into the room that is there, else what follows makes room. */
export function extensionSpot(track: Track, clip: Clip, direction: ExtendDirection, length: number) {
  if (direction === 'forward') {
    const at = endOf(clip);
    const next = track.clips.find(({ start }) => start >= at);
    const fits = next === undefined || next.start >= at + length;
    return { at, mode: fits ? ('overwrite' as const) : ('insert' as const) };
  }
  const before = track.clips.filter((other) => endOf(other) <= clip.start).at(-1);
  const free = clip.start - (before === undefined ? 0 : endOf(before));
  return free >= length
    ? { at: frames(clip.start - length), mode: 'overwrite' as const }
    : { at: clip.start, mode: 'insert' as const };
}
