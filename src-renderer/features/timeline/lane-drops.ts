import type { TrackId } from '../../../src-shared/lib/ids.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { mainTrack, nearestEdit } from '../../../src-shared/timeline/magnetic.ts';
import { snap, snapPoints } from '../../../src-shared/timeline/snap.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import { placedLength, placeMediaAt, trackFor, type PlacedAt } from '../../editor/actions/place.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { imageDropAt, imageVerdict, takeImages } from '../operations/image-drop.ts';
import { singleKind, type DroppedKind, type DropPayload } from '../library/drop-payload.ts';
import { mediaOf } from '../library/drop-rules.ts';
import type { DropPoint, DropRules, Verdict } from '../library/use-drop-target.ts';

const inserted: Verdict = { accepted: true, text: 'drop.insertClip' };
const overwritten: Verdict = { accepted: true, text: 'drop.overwriteClip' };
const still: Verdict = { accepted: true, text: 'drop.stillClip' };
const refusedFiles: Verdict = { accepted: false, text: 'drop.notMedia' };

const snapReachPixels = 8;
const unknownWidth = 160;

/** The frame under a point of a lane, snapped to edits and the playhead. */
function frameAt(studio: Studio, lane: HTMLElement, point: DropPoint, length: number): number {
  const { zoom, snapping } = studio.view.getState();
  const timeline = studio.project.getState().project?.document.timeline;
  const free = Math.max(0, Math.round((point.clientX - lane.getBoundingClientRect().left) / zoom));
  if (!snapping || timeline === undefined) return free;
  const points = snapPoints({ timeline, playhead: studio.transport.getState().frame });
  const found = snap([free, free + length], points, snapReachPixels / zoom);
  return Math.max(0, free + (found?.by ?? 0));
}

function lengthOf(studio: Studio, payload: DropPayload): number | undefined {
  if (payload.from === 'system') return undefined;
  const media = documentOf(studio)?.media[payload.mediaId];
  return media === undefined ? undefined : placedLength(studio, media);
}

/** Where and how a drop at a frame is placed: on a magnetic main track it is always inserted, at the nearest edit. */
function placeOf(
  studio: Studio,
  trackId: TrackId,
  media: { readonly kind: DroppedKind },
  { at, overwrite }: { readonly at: number; readonly overwrite: boolean },
): PlacedAt {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return { trackId, at: frames(at), mode: 'insert' };
  const track = trackFor(timeline, media, trackId);
  if (track === undefined || !studio.view.getState().magnetic || track !== mainTrack(timeline)) {
    return { trackId, at: frames(at), mode: overwrite ? 'overwrite' : 'insert' };
  }
  return { trackId, at: nearestEdit(track.clips, at), mode: 'insert' };
}

export interface LaneGhost {
  readonly left: number;
  readonly width: number;
  readonly text: MessageKey;
  readonly accepted: boolean;
}

/** Where a drop would land, at its real length where that is known. */
export function laneGhost(
  studio: Studio,
  trackId: TrackId,
  payload: DropPayload,
  point: DropPoint,
  verdict: Verdict,
): LaneGhost | null {
  const lane = laneOf(trackId);
  if (lane === null) return null;
  const { zoom } = studio.view.getState();
  const length = lengthOf(studio, payload);
  const place = placeOf(
    studio,
    trackId,
    { kind: singleKind(payload) ?? 'video' },
    { at: frameAt(studio, lane, point, length ?? 0), overwrite: point.overwrite },
  );
  const shown = place.mode === 'overwrite' && verdict === inserted ? overwritten : verdict;
  return {
    left: place.at * zoom,
    width: length === undefined ? unknownWidth : Math.max(24, length * zoom),
    text: shown.text,
    accepted: shown.accepted,
  };
}

function laneOf(trackId: TrackId): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-track="${trackId}"]`);
}

export function laneDrops(trackId: TrackId): DropRules {
  return {
    verdict(payload, studio, point) {
      const kind = singleKind(payload);
      if (kind === 'image') {
        const element = laneOf(trackId);
        if (element === null) return still;
        const drop = imageDropAt(studio, trackId, element.getBoundingClientRect(), point);
        return imageVerdict(drop, payload.from === 'system' ? payload.kinds.length : 1);
      }
      return kind === 'video' || kind === 'audio' ? inserted : refusedFiles;
    },
    async drop(payload, studio, point) {
      const element = laneOf(trackId);
      if (element === null) return;
      let at = frameAt(studio, element, point, lengthOf(studio, payload) ?? 0);
      const drop = imageDropAt(studio, trackId, element.getBoundingClientRect(), point);
      const dropped = await mediaOf(payload, studio);
      const images = dropped.filter(({ kind }) => kind === 'image').map(({ id }) => id);
      if (images.length === dropped.length && (await takeImages(studio, trackId, drop, images))) return;
      for (const media of dropped) {
        const place = placeOf(studio, trackId, media, { at, overwrite: point.overwrite });
        placeMediaAt(studio, media.id, place);
        at = place.at + placedLength(studio, media);
      }
    },
  };
}
