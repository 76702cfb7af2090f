import type { Animated } from '../project/animation.ts';
import type { Clip, ProjectDocument, Track } from '../project/schema.ts';
import { sourceSpanOf } from '../project/sources.ts';
import { animatedFields, animatedOf } from './keyframes.ts';
import { passageOf } from './passages.ts';
import { transitionRoom } from './transitions.ts';

function isAscending(values: readonly number[], step: 0 | 1): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0) + step);
}

function framesOf(animated: Animated | undefined): readonly number[] {
  return animated === undefined || typeof animated === 'number' ? [] : animated.map(({ frame }) => frame);
}

function clipProblems(clip: Clip): string[] {
  const problems: string[] = [];
  for (const field of animatedFields) {
    if (!isAscending(framesOf(animatedOf(clip, field)), 1)) {
      problems.push(`clip ${clip.id} has keyframes of ${field} in disorder`);
    }
  }
  if ((clip.speed?.phase ?? 0) >= (clip.speed?.den ?? 1)) problems.push(`clip ${clip.id} has a false phase`);
  const markers = (clip.markers ?? []).map(({ frame }) => frame);
  if (!isAscending(markers, 0)) problems.push(`clip ${clip.id} has markers in disorder`);
  if ((clip.takes?.current ?? 0) > (clip.takes?.others.length ?? 0)) {
    problems.push(`clip ${clip.id} shows a take it does not have`);
  }
  return problems;
}

function transitionProblems(document: ProjectDocument, track: Track): string[] {
  const problems: string[] = [];
  const span = (clip: Clip) => sourceSpanOf(document, clip);
  for (const transition of track.transitions ?? []) {
    if (passageOf(track.clips, transition) === undefined) {
      problems.push(`transition ${transition.id} stands at no edit`);
      continue;
    }
    const room = transitionRoom(track, transition.at, span, transition.id);
    if (room === undefined || transition.before > room.before || transition.after > room.after) {
      problems.push(`transition ${transition.id} reaches too far`);
    }
  }
  const at = (track.transitions ?? []).map((transition) => transition.at);
  if (!isAscending(at, 1)) problems.push(`track ${track.id} has transitions in disorder`);
  return problems;
}

/**
 * What edits keep true beyond what a file must (see `documentProblems`). A file in which it is not true still opens:
 * transitions at no edit are overlooked, and where handles are missing a picture stands still.
 */
export function finerProblems(document: ProjectDocument): string[] {
  const { timeline } = document;
  const ids = timeline.tracks.flatMap(({ transitions = [] }) => transitions.map(({ id }) => id));
  return [
    ...timeline.tracks.flatMap(({ clips }) => clips.flatMap(clipProblems)),
    ...timeline.tracks.flatMap((track) => transitionProblems(document, track)),
    ...(new Set(ids).size < ids.length ? ['a transition is there twice'] : []),
    ...(isAscending(
      (timeline.markers ?? []).map(({ frame }) => frame),
      0,
    )
      ? []
      : ['markers in disorder']),
    ...(timeline.in !== undefined && timeline.out !== undefined && timeline.in >= timeline.out
      ? ['the marked range is empty']
      : []),
  ];
}
