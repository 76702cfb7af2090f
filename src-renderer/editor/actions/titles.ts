import type { ProjectDocument, Timeline, Track } from '../../../src-shared/project/schema.ts';
import { frames, framesOfSeconds, seconds } from '../../../src-shared/time/rate.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { TrackId } from '../../../src-shared/lib/ids.ts';
import { endOf } from '../../../src-shared/timeline/clips.ts';
import { overwriteClip, type NewClip } from '../../../src-shared/timeline/place.ts';
import { addTrack } from '../../../src-shared/timeline/tracks.ts';
import { usualColours } from '../../../src-shared/project/usual-colours.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf } from './commit.ts';

const titleSeconds = 3;

function isFree(track: Track, at: number, length: number): boolean {
  return !track.clips.some((clip) => clip.start < at + length && endOf(clip) > at);
}

/** The lowest picture track above the pictures at a place that has room there; a new one where none has. */
function trackFor(
  studio: Studio,
  timeline: Timeline,
  at: number,
  length: number,
): { timeline: Timeline; id: TrackId } {
  const video = timeline.tracks.filter(({ kind }) => kind === 'video');
  const top = video.map((track) => isFree(track, at, length)).lastIndexOf(false);
  const free = video.slice(top + 1).find(({ locked, hidden }) => locked !== true && hidden !== true);
  if (free !== undefined) return { timeline, id: free.id };
  const id = branded<TrackId>(studio.ids.clip().replace('clip', 'track'));
  const name = studio.text('track.videoName', { number: video.length + 1 });
  const added = addTrack(timeline, { id, kind: 'video', name });
  return { timeline: added.ok ? added.timeline : timeline, id };
}

/** Puts a title over the pictures at the playhead, selects it and opens it in the inspector. */
export function addTitle(studio: Studio): void {
  const document: ProjectDocument | undefined = documentOf(studio);
  if (document === undefined) return;
  const at = studio.transport.getState().frame;
  const length = framesOfSeconds(seconds(titleSeconds), document.settings.rate);
  const { timeline, id: trackId } = trackFor(studio, document.timeline, at, length);
  const id = studio.ids.clip();
  const text = studio.text('title.first');
  const clip: NewClip = {
    id,
    name: text,
    source: {
      kind: 'title',
      text,
      font: 'Inter',
      size: 0.09,
      colour: usualColours.title,
      position: { x: 0.5, y: 0.5 },
      align: 'centre',
    },
    length,
    sourceIn: frames(0),
  };
  const result = overwriteClip(timeline, { trackId, clip, at, newId: () => studio.ids.clip() });
  if (commitResult(studio, 'edit.label.addTitle', result, [id])) {
    studio.view.setState({ rightTab: 'inspector' });
  }
}
