import type { GenerationRequestInput } from '../../../src-shared/generation/request.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { frames, secondsOfFrames } from '../../../src-shared/time/rate.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Refusal } from '../../editor/commands/registry.ts';
import { topClipAt } from '../../editor/shown-clip.ts';
import type { Studio } from '../../editor/studio.ts';
import { contextFor, sayWhyNot } from './context.ts';
import { footageOf, versionRange } from './footage.ts';
import { shapeOf } from './place-shot.ts';
import { chosenClips } from './selected.ts';
import { startTakes } from './start-takes.ts';
import { wordsOfPanel } from './words.ts';

/** The part of a clip that is marked, in frames from the clip's first one. */
export interface Hole {
  readonly clip: Clip;
  readonly from: number;
  readonly to: number;
}

/** What in and out mark of the selected clip, or of the one on top there. */
export function markedHole(studio: Studio): Hole | Refusal {
  const timeline = documentOf(studio)?.timeline;
  if (timeline?.in === undefined || timeline.out === undefined) return 'reason.noRange';
  const [first, last] = [timeline.in, timeline.out];
  const clip =
    chosenClips(studio).find((one) => one.clip.start < last && endOf(one.clip) > first)?.clip ??
    topClipAt(timeline, first) ??
    topClipAt(timeline, last - 1);
  if (clip === undefined) return 'operation.reason.noClipMarked';
  const from = Math.max(0, first - clip.start);
  const to = Math.min(clip.length, last - clip.start);
  if (from >= to) return 'operation.reason.noClipMarked';
  return from === 0 && to === clip.length ? 'operation.reason.allMarked' : { clip, from, to };
}

export function fillReason(studio: Studio): Refusal | null {
  const hole = markedHole(studio);
  if (typeof hole === 'string' || 'said' in hole) return hole;
  const context = contextFor(studio, 'fill');
  if ('said' in context) return context;
  const footage = footageOf(context.document, hole.clip);
  return typeof footage === 'string' ? footage : null;
}

/** Makes the marked part of a clip again, with both sides known. It becomes a take of the clip. */
export async function fillMarked(studio: Studio): Promise<void> {
  const reason = fillReason(studio);
  const hole = markedHole(studio);
  if (reason !== null || typeof hole === 'string' || 'said' in hole) {
    return sayWhyNot(studio, reason ?? 'reason.noRange');
  }
  await fillHole(studio, hole, 'operation.label.fill');
}

/** @param seed of the take; absent: what the prompt panel says, else a new one */
export async function fillHole(
  studio: Studio,
  { clip, from, to }: Hole,
  label: 'operation.label.fill' | 'operation.label.reroll',
  seed?: string,
): Promise<void> {
  const context = contextFor(studio, 'fill');
  if ('said' in context) return sayWhyNot(studio, context);
  const { document } = context;
  const footage = footageOf(document, clip);
  if (typeof footage === 'string') return sayWhyNot(studio, footage);
  const { rate } = document.settings;
  const version = versionRange(clip, rate, 'copied');
  const at = (frame: number): number => secondsOfFrames(frames(clip.sourceIn + frame), rate);
  const request: GenerationRequestInput = {
    ...wordsOfPanel(studio, context, footage.media),
    operation: 'fill',
    source: footage.media.id,
    range: version.range,
    from: at(from),
    to: at(to),
    ...(seed === undefined ? {} : { seed }),
  };
  await startTakes(studio, {
    label,
    clip,
    requests: [request],
    takeLength: shapeOf(document, request).frames,
    sourceIn: version.sourceIn,
  });
}
