import { z } from 'zod';
import { branded } from '../../src-shared/lib/brand.ts';
import { clipSchema } from '../../src-shared/project/schema.ts';
import type { Clip, Timeline, Track } from '../../src-shared/project/schema.ts';
import { sameJson } from './same-json.ts';

/**
 * What an edit changed of a timeline. An edit touches a few clips of a few tracks; journaling all of a film of 2,000 clips
 * each time would write half a megabyte per nudge. Of a track that changed, the clips between the first and the last that
 * differ are kept.
 */
export const timelinePatchSchema = z.looseObject({
  /** The timeline without its tracks. */
  rest: z.looseObject({}),
  tracks: z.array(
    z.union([
      /** The track of the timeline before at this place in its list, as it was. */
      z.number().int().min(0),
      z.looseObject({
        /** Place of the track in the list before; absent: it is new, and its clips are all in `insert`. */
        of: z.number().int().min(0).optional(),
        /** The track without its clips; what it must be is held against the schema with the whole document. */
        rest: z.looseObject({}),
        /** Clips `from` … `from + remove - 1` give way to `insert`. */
        from: z.number().int().min(0),
        remove: z.number().int().min(0),
        insert: z.array(clipSchema),
      }),
    ]),
  ),
});
export type TimelinePatch = z.infer<typeof timelinePatchSchema>;

function withoutClips(track: Track): Record<string, unknown> {
  const { clips: _, ...rest } = track;
  return rest;
}

function clipSplice(before: readonly Clip[], after: readonly Clip[]) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && sameJson(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && sameJson(before[before.length - 1 - tail], after[after.length - 1 - tail]))
    tail += 1;
  return {
    from: head,
    remove: before.length - head - tail,
    insert: after.slice(head, after.length - tail),
  };
}

/** The difference between two timelines; `applyTimelinePatch(before, patch)` is `after` again. */
export function timelinePatch(before: Timeline, after: Timeline): TimelinePatch {
  const places = new Map(before.tracks.map((track, index) => [track.id, index]));
  const { tracks, ...rest } = after;
  return {
    rest,
    tracks: tracks.map((track) => {
      const place = places.get(track.id);
      const old = place === undefined ? undefined : before.tracks[place];
      if (place === undefined || old === undefined)
        return { rest: withoutClips(track), from: 0, remove: 0, insert: track.clips };
      const splice = clipSplice(old.clips, track.clips);
      const trackRest = withoutClips(track);
      const isSame =
        splice.remove === 0 && splice.insert.length === 0 && sameJson(withoutClips(old), trackRest);
      return isSame ? place : { of: place, rest: trackRest, ...splice };
    }),
  };
}

/** @throws RangeError where the patch was made for another timeline */
export function applyTimelinePatch(before: Timeline, patch: TimelinePatch): Timeline {
  const trackAt = (place: number): Track => {
    const track = before.tracks[place];
    if (track === undefined) throw new RangeError('The patch names a track that is not there.');
    return track;
  };
  const tracks = patch.tracks.map((entry): Track => {
    if (typeof entry === 'number') return trackAt(entry);
    const { of, rest, from, remove, insert } = entry;
    const clips = of === undefined ? [] : trackAt(of).clips;
    if (from + remove > clips.length) throw new RangeError('The patch removes clips that are not there.');
    return {
      ...branded<Track>(rest),
      clips: [...clips.slice(0, from), ...insert, ...clips.slice(from + remove)],
    };
  });
  return { ...branded<Timeline>(patch.rest), tracks };
}
