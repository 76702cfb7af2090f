import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument, Timeline, Track } from '../../src-shared/project/schema.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { keyframesOf } from '../../src-shared/timeline/keyframes.ts';
import type { AnimatedField } from '../../src-shared/timeline/keyframes.ts';
import { passageOf } from '../../src-shared/timeline/passages.ts';
import { seenTracks } from '../../src-shared/timeline/shown-tracks.ts';
import { layersAt } from '../../src-shared/timeline/stack.ts';
import type { Layer } from '../../src-shared/timeline/stack.ts';

/** A stretch of time in which the same layers are seen, in the same parts of their passages, fades and animations. */
export interface LookSpan {
  readonly start: number;
  readonly length: number;
  /** From the lowest to the one on top, as they are at the first frame. */
  readonly layers: readonly Layer[];
}

/** Where a picture lies is described by one curve from keyframe to keyframe, so a stretch never holds two. */
const places = ['x', 'y', 'scale', 'rotation'] as const satisfies readonly AnimatedField[];
/** The others are computed frame by frame; only where they begin and end to change matters. */
const others = [
  'opacity',
  'cropLeft',
  'cropTop',
  'cropRight',
  'cropBottom',
] as const satisfies readonly AnimatedField[];

/** Most pictures that lie in memory when footage runs backwards. */
const mostBackwards = 48;

function clipEdges(clip: Clip): number[] {
  const { start, length, fadeIn = 0, fadeOut = 0 } = clip;
  const end = start + length;
  const edges = [start, end];
  if (fadeIn > 0) edges.push(start + Math.min(fadeIn, length));
  if (fadeOut > 0) edges.push(end - Math.min(fadeOut, length));
  for (const field of places) {
    for (const { frame } of keyframesOf(clip, field)) edges.push(start + frame);
  }
  for (const field of others) {
    const keyframes = keyframesOf(clip, field);
    const [first, last] = [keyframes[0], keyframes.at(-1)];
    if (first !== undefined && last !== undefined) edges.push(start + first.frame, start + last.frame);
  }
  return edges.filter((edge) => edge >= start && edge <= end);
}

/** Backwards, pictures are held in memory: a few at a time. */
function backwardEdges(document: ProjectDocument, track: Track): number[] {
  const edges: number[] = [];
  for (const clip of track.clips) {
    if (clip.reverse !== true || clip.freeze === true) continue;
    const { source } = clip;
    const mediaId: MediaId | undefined =
      source.kind === 'media'
        ? source.mediaId
        : source.kind === 'job'
          ? document.results[source.jobId]
          : undefined;
    const rate = mediaId === undefined ? undefined : document.media[mediaId]?.rate;
    if (rate === undefined) continue;
    const project = document.settings.rate;
    const pace = (clip.speed?.num ?? 1) / (clip.speed?.den ?? 1);
    const perFrame = (pace * rate.num * project.den) / (rate.den * project.num);
    const step = Math.max(1, Math.floor(mostBackwards / Math.max(perFrame, 1)));
    for (let at = clip.start + step; at < clip.start + clip.length; at += step) edges.push(at);
  }
  return edges;
}

function passageEdges({ clips, transitions = [] }: Track): number[] {
  return transitions.flatMap((transition) => {
    const passage = passageOf(clips, transition);
    if (passage === undefined) return [];
    // A dip turns round in its middle; what is seen before and behind it is another picture.
    const middle = Math.ceil((passage.from + passage.to) / 2);
    return transition.kind === 'dip' ? [passage.from, middle, passage.to] : [passage.from, passage.to];
  });
}

/** Frames between which nothing but time changes, ascending, from the range's first to the one behind it. */
function edgesOf(document: ProjectDocument, timeline: Timeline, { from, to }: FrameRange): number[] {
  const edges = new Set([from, to]);
  for (const track of seenTracks(timeline)) {
    for (const clip of track.clips) for (const edge of clipEdges(clip)) edges.add(edge);
    for (const edge of [...passageEdges(track), ...backwardEdges(document, track)]) edges.add(edge);
  }
  return [...edges].filter((edge) => edge >= from && edge <= to).sort((a, b) => a - b);
}

/** All stretches of a range of the timeline, one after another. */
export function lookSpans(document: ProjectDocument, range: FrameRange): LookSpan[] {
  const edges = edgesOf(document, document.timeline, range);
  return edges.slice(0, -1).map((start, index) => ({
    start,
    length: (edges[index + 1] ?? range.to) - start,
    layers: layersAt(document, start),
  }));
}
