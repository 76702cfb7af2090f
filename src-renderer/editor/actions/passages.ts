import { branded } from '../../../src-shared/lib/brand.ts';
import type { TrackId, TransitionId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import type { Transition } from '../../../src-shared/project/transition.ts';
import { frames, framesOfSeconds, seconds } from '../../../src-shared/time/rate.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { addTransition, removeTransitions } from '../../../src-shared/timeline/transitions.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf, sayRefusal } from './commit.ts';
import { spansOf } from './spans.ts';
import { targetTrack } from './tracks.ts';

/** A passage lasts this long unless dragged. */
const usualSeconds = 1;

interface Cut {
  readonly trackId: TrackId;
  readonly at: number;
}

/** The cut that is meant: between two selected neighbours, else the end of a selected clip nearest to the playhead, else the nearest on the target track. */
function meantCut(studio: Studio, timeline: Timeline): Cut | undefined {
  const { frame } = studio.transport.getState();
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id) ?? []);
  for (const { clip, track } of chosen) {
    if (chosen.some((other) => other.track.id === track.id && other.clip.start === endOf(clip))) {
      return { trackId: track.id, at: endOf(clip) };
    }
  }
  const target = targetTrack(studio, 'video');
  const pool =
    chosen.length > 0
      ? chosen.map(({ clip, track }) => ({ clip, track }))
      : (target?.clips.map((clip) => ({ clip, track: target })) ?? []);
  const cuts = pool.flatMap(({ clip, track }) => [
    { trackId: track.id, at: Number(clip.start) },
    { trackId: track.id, at: Number(endOf(clip)) },
  ]);
  return cuts.sort((a, b) => Math.abs(a.at - frame) - Math.abs(b.at - frame))[0];
}

/** Puts a passage on the cut that is meant and selects it. */
export function addPassage(studio: Studio, kind: Transition['kind']): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const cut = meantCut(studio, document.timeline);
  if (cut === undefined) return sayRefusal(studio, 'edit.missing');
  const id = branded<TransitionId>(studio.ids.clip().replace('clip', 'transition'));
  const result = addTransition(document.timeline, {
    trackId: cut.trackId,
    id,
    kind,
    at: frames(cut.at),
    length: framesOfSeconds(seconds(usualSeconds), document.settings.rate),
    sourceSpan: spansOf(document),
  });
  if (commitResult(studio, 'edit.label.addTransition', result)) {
    studio.selection.setState({ clips: new Set(), transition: id, marker: null });
  }
}

export function removeSelectedPassage(studio: Studio): boolean {
  const timeline = documentOf(studio)?.timeline;
  const { transition } = studio.selection.getState();
  if (timeline === undefined || transition === null) return false;
  studio.selection.setState({ transition: null });
  return commitResult(studio, 'edit.label.removeTransition', removeTransitions(timeline, [transition]));
}
