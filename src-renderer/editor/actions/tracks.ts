import { branded } from '../../../src-shared/lib/brand.ts';
import type { TrackId } from '../../../src-shared/lib/ids.ts';
import type { Track } from '../../../src-shared/project/schema.ts';
import {
  addTrack,
  changeTrack as editTrack,
  moveTrack,
  removeTrack,
  type TrackSettings,
} from '../../../src-shared/timeline/tracks.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf } from './commit.ts';

/** The track that new pictures or sound go to: the one that was chosen, else the first of its kind. */
export function targetTrack(studio: Studio, kind: Track['kind']): Track | undefined {
  const timeline = documentOf(studio)?.timeline;
  const { videoTarget, audioTarget } = studio.selection.getState();
  const chosen = kind === 'video' ? videoTarget : audioTarget;
  const tracks = timeline?.tracks.filter((track) => track.kind === kind) ?? [];
  return tracks.find(({ id }) => id === chosen) ?? tracks[0];
}

export function chooseTarget(studio: Studio, track: Track): void {
  studio.selection.setState(track.kind === 'video' ? { videoTarget: track.id } : { audioTarget: track.id });
}

export function changeTrack(
  studio: Studio,
  trackId: TrackId,
  change: Partial<TrackSettings>,
  label: MessageKey,
): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline !== undefined) commitResult(studio, label, editTrack(timeline, { trackId, ...change }));
}

/** A new empty track of a kind, behind the others, named by its number. */
export function addTrackOf(studio: Studio, kind: Track['kind']): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const count = timeline.tracks.filter((track) => track.kind === kind).length;
  const id = branded<TrackId>(studio.ids.clip().replace('clip', 'track'));
  const name = studio.text(kind === 'video' ? 'track.videoName' : 'track.audioName', { number: count + 1 });
  commitResult(studio, 'edit.label.addTrack', addTrack(timeline, { id, kind, name }));
}

export function removeTrackById(studio: Studio, id: TrackId): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline !== undefined) commitResult(studio, 'edit.label.removeTrack', removeTrack(timeline, id));
}

/** Moves a track among those of its kind; +1 is up for pictures and down for sound, as they are drawn. */
export function reorderTrack(studio: Studio, trackId: TrackId, by: -1 | 1): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline !== undefined)
    commitResult(studio, 'edit.label.moveTrack', moveTrack(timeline, { trackId, by }));
}
