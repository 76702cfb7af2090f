import type { ClipId } from '../lib/ids.ts';
import type { Clip, Timeline } from '../project/schema.ts';
import type { EditResult } from './result.ts';
import { changeClips } from './together.ts';

/** What of a clip can be set without moving it or changing its source's time. `undefined` takes a field away. */
export type ClipFields = Partial<
  Pick<
    Clip,
    | 'name'
    | 'enabled'
    | 'silent'
    | 'label'
    | 'fadeIn'
    | 'fadeOut'
    | 'transform'
    | 'blend'
    | 'colour'
    | 'volume'
    | 'pan'
  >
>;

/** Sets fields of clips to the same values. */
export function setClipFields(
  timeline: Timeline,
  { clipIds, fields }: { clipIds: readonly ClipId[]; fields: ClipFields },
): EditResult {
  const given = Object.entries(fields);
  return changeClips(timeline, clipIds, (clip) =>
    given.every(([field, value]) => clip[field] === value) ? clip : { ...clip, ...fields },
  );
}

/** Disables clips, or, where all of them are disabled, enables them. */
export function toggleEnabled(timeline: Timeline, clipIds: readonly ClipId[]): EditResult {
  const wanted = new Set(clipIds);
  const isOn = timeline.tracks
    .flatMap(({ clips }) => clips)
    .some((clip) => wanted.has(clip.id) && clip.enabled !== false);
  return changeClips(timeline, clipIds, (clip) => {
    const { enabled: _, ...usual } = clip;
    return isOn ? { ...usual, enabled: false } : usual;
  });
}
