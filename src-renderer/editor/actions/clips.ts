import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId, GroupId, LinkId, TrackId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { toggleEnabled } from '../../../src-shared/timeline/clip-fields.ts';
import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { joinClips } from '../../../src-shared/timeline/join.ts';
import { moveMagnetic } from '../../../src-shared/timeline/magnetic-move.ts';
import { moveClips } from '../../../src-shared/timeline/move.ts';
import { extractRange, liftRange } from '../../../src-shared/timeline/remove.ts';
import { inTurn, refused, type EditResult } from '../../../src-shared/timeline/result.ts';
import { reverseClip, setSpeed, toggleFreeze } from '../../../src-shared/timeline/speed.ts';
import { nextTake } from '../../../src-shared/timeline/takes.ts';
import { groupClips, linkClips, ungroupClips, unlinkClips } from '../../../src-shared/timeline/together.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import { commitAsMade, commitResult, documentOf, magnetically, sayRefusal } from './commit.ts';
import { spansOf } from './spans.ts';

type SelectionEdit = (timeline: Timeline, ids: readonly ClipId[]) => EditResult;

/** One edit on what is selected, which stays selected. */
function onSelection(studio: Studio, label: MessageKey, edit: SelectionEdit): boolean {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return false;
  return commitResult(studio, label, edit(timeline, [...studio.selection.getState().clips]));
}

export function toggleEnabledSelected(studio: Studio): void {
  onSelection(studio, 'edit.label.enable', toggleEnabled);
}

/** Links the selected clips, or parts them where one of them is linked. */
export function toggleLink(studio: Studio): void {
  onSelection(studio, 'edit.label.link', (timeline, ids) => {
    const linked = ids.some((id) => findClip(timeline, id)?.clip.linkId !== undefined);
    if (linked) return unlinkClips(timeline, ids);
    return linkClips(timeline, {
      clipIds: ids,
      linkId: branded<LinkId>(studio.ids.clip().replace('clip', 'link')),
    });
  });
}

export function groupSelected(studio: Studio): void {
  onSelection(studio, 'edit.label.group', (timeline, clipIds) =>
    groupClips(timeline, {
      clipIds,
      groupId: branded<GroupId>(studio.ids.clip().replace('clip', 'group')),
    }),
  );
}

export function ungroupSelected(studio: Studio): void {
  onSelection(studio, 'edit.label.ungroup', ungroupClips);
}

export function reverseSelected(studio: Studio): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const sourceSpan = spansOf(document);
  onSelection(studio, 'edit.label.reverse', (timeline, ids) =>
    inTurn(
      timeline,
      ids.map((clipId) => (now) => reverseClip(now, { clipId, sourceSpan })),
    ),
  );
}

export function freezeSelected(studio: Studio): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const sourceSpan = spansOf(document);
  const at = studio.transport.getState().frame;
  onSelection(studio, 'edit.label.freeze', (timeline, ids) =>
    inTurn(
      timeline,
      ids.map((clipId) => (now) => toggleFreeze(now, { clipId, at, sourceSpan })),
    ),
  );
}

/** What is behind makes room or closes up. @param percent of the recorded speed, 1 to 10000 */
export function setSpeedSelected(studio: Studio, percent: number): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const sourceSpan = spansOf(document);
  const speed = { num: Math.round(percent * 100), den: 10_000 };
  onSelection(studio, 'edit.label.speed', (timeline, clipIds) =>
    magnetically(studio, timeline, (now) => setSpeed(now, { clipIds, speed, ripple: true, sourceSpan })),
  );
}

/** Shows the next or previous take of every selected clip that has several. */
export function changeTake(studio: Studio, by: 1 | -1): void {
  const document = documentOf(studio);
  if (document === undefined) return;
  const sourceSpan = spansOf(document);
  onSelection(studio, 'edit.label.take', (timeline, ids) => {
    const several = ids.filter((id) => findClip(timeline, id)?.clip.takes !== undefined);
    if (several.length === 0) return refused('clip.noTakes');
    return inTurn(
      timeline,
      several.map((clipId) => (now) => nextTake(now, { clipId, by, sourceSpan })),
    );
  });
}

/** Moves the selected clips to the track above or below, each kind among its own. */
export function moveSelectedTrack(studio: Studio, direction: 'up' | 'down'): void {
  onSelection(studio, 'edit.label.move', (timeline, clipIds) => {
    const move = {
      clipIds,
      by: 0,
      // Picture tracks grow upwards on screen, sound tracks downwards.
      tracksBy: direction === 'up' ? { video: 1, audio: -1 } : { video: -1, audio: 1 },
      newId: () => studio.ids.clip(),
    };
    if (!studio.view.getState().magnetic) return moveClips(timeline, { ...move, onto: 'overwrite' });
    const toward = Math.min(...clipIds.map((id) => findClip(timeline, id)?.clip.start ?? 0));
    return moveMagnetic(timeline, { ...move, toward });
  });
}

/** Takes the marked range out of every track that is not locked, leaving a hole or closing up. */
export function removeRange(studio: Studio, act: 'lift' | 'extract'): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const { in: from, out: to } = timeline;
  const trackIds: TrackId[] = timeline.tracks.filter(({ locked }) => locked !== true).map(({ id }) => id);
  if (from === undefined || to === undefined) return sayRefusal(studio, 'range.empty');
  const range = { from, to, trackIds, newId: () => studio.ids.clip() };
  const isDone =
    act === 'lift'
      ? // A lift leaves its gap, also on a magnetic timeline: that is what it is for.
        commitAsMade(studio, 'edit.label.lift', liftRange(timeline, range))
      : commitResult(studio, 'edit.label.extract', extractRange(timeline, range));
  if (isDone) studio.transport.seek(from);
}

/** Makes one clip again of those that were cut apart, at the cut nearest to the playhead among the selected clips' ends. */
export function joinSelected(studio: Studio): void {
  onSelection(studio, 'edit.label.join', (timeline, ids) => {
    const { frame } = studio.transport.getState();
    const cuts = ids
      .flatMap((id) => findClip(timeline, id) ?? [])
      .flatMap(({ track, clip }) => [
        { trackId: track.id, at: Number(clip.start) },
        { trackId: track.id, at: Number(endOf(clip)) },
      ])
      .sort((a, b) => Math.abs(a.at - frame) - Math.abs(b.at - frame));
    let last: EditResult = refused('edit.missing');
    for (const cut of cuts) {
      last = joinClips(timeline, cut);
      if (last.ok) return last;
    }
    return last;
  });
}
