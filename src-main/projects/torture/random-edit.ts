import { clipIdSchema, jobIdSchema } from '../../../src-shared/lib/ids.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { appendClip, insertClip, overwriteClip } from '../../../src-shared/timeline/place.ts';
import { deleteClips, rippleDelete } from '../../../src-shared/timeline/remove.ts';
import { splitAll, trimTail } from '../../../src-shared/timeline/trim.ts';
import type { Random } from './random.ts';

const mostClips = 60;
const job = jobIdSchema.parse('job-torture');

/**
 * A timeline after one edit as a person makes them, by the program's own edits. The count of clips stays around sixty.
 *
 * @param newId gives an id that was not used before
 */
export function randomEdit(timeline: Timeline, random: Random, newId: () => ClipId): Timeline {
  const video = timeline.tracks.find(({ kind }) => kind === 'video');
  if (video === undefined) return timeline;
  const { clips, id: trackId } = video;
  const picked = clips[random.below(Math.max(1, clips.length))]?.id ?? clipIdSchema.parse('none-yet');
  const length = 1 + random.below(100);
  const at = frames(random.below(2000));
  const clip = {
    id: newId(),
    name: `Shot ${length}`,
    source: { kind: 'job' as const, jobId: job, length: frames(200) },
    length: frames(length),
    sourceIn: frames(random.below(100)),
  };
  const choice = clips.length > mostClips ? 6 : random.below(8);
  const edit = () => {
    switch (choice) {
      case 0:
        return insertClip(timeline, { trackId, clip, at, newId });
      case 1:
      case 2:
        return overwriteClip(timeline, { trackId, clip, at, newId });
      case 3:
        return splitAll(timeline, { at, newId });
      case 4:
        return trimTail(timeline, { clipId: picked, to: at, sourceLength: () => 200 });
      case 5:
        return deleteClips(timeline, [picked]);
      case 6:
        return rippleDelete(timeline, [picked]);
      default:
        return appendClip(timeline, { trackId, clip });
    }
  };
  const result = edit();
  return result.ok ? result.timeline : timeline;
}
