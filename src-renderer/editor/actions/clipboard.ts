import { endOf, findClip } from '../../../src-shared/timeline/clips.ts';
import { copiedClips, isCopy, pasteAttributes, pasteClips } from '../../../src-shared/timeline/clipboard.ts';
import { pasteMagnetic } from '../../../src-shared/timeline/magnetic-move.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf } from './commit.ts';
import { deleteSelected } from './edit.ts';
import { targetTrack } from './tracks.ts';

export function copySelected(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const ids = [...studio.selection.getState().clips];
  const clips = timeline === undefined ? undefined : copiedClips(timeline, ids);
  const [first] = ids;
  if (timeline === undefined || clips === undefined || first === undefined) return;
  studio.clipboard.setState({ clips, look: findClip(timeline, first)?.clip ?? null });
  studio.messages.say(studio.text('edit.copied', { count: clips.clips.length }));
}

export async function cutSelected(studio: Studio): Promise<void> {
  copySelected(studio);
  await deleteSelected(studio, false);
}

/** Pastes at the playhead onto the target tracks, and moves the playhead behind what was pasted, as further pastes want it. */
export function pasteHere(studio: Studio, mode: 'overwrite' | 'insert'): void {
  const timeline = documentOf(studio)?.timeline;
  const { clips: clipboard } = studio.clipboard.getState();
  if (timeline === undefined || clipboard === null) return;
  const at = studio.transport.getState().frame;
  const video = targetTrack(studio, 'video')?.id;
  const audio = targetTrack(studio, 'audio')?.id;
  const before = new Set(timeline.tracks.flatMap(({ clips }) => clips.map(({ id }) => id)));
  const isMagnetic = studio.view.getState().magnetic;
  const result = (isMagnetic ? pasteMagnetic : pasteClips)(timeline, {
    clipboard,
    at,
    onto: { ...(video === undefined ? {} : { video }), ...(audio === undefined ? {} : { audio }) },
    mode,
    newId: () => studio.ids.clip(),
  });
  // What was pasted, not what it has cut off, which is shorter than what it is of.
  const fresh = (result.ok ? result.timeline.tracks : [])
    .flatMap(({ clips }) => clips)
    .filter((one) => !before.has(one.id) && clipboard.clips.some(({ clip }) => isCopy(one, clip)));
  const end = fresh.reduce((last, clip) => Math.max(last, endOf(clip)), Number(at));
  if (
    commitResult(
      studio,
      mode === 'insert' ? 'edit.label.pasteInsert' : 'edit.label.paste',
      result,
      fresh.map(({ id }) => id),
    )
  ) {
    studio.transport.seek(end);
  }
}

export function pasteLook(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  const { look } = studio.clipboard.getState();
  const clipIds = [...studio.selection.getState().clips];
  if (timeline === undefined || look === null) return;
  const which = ['transform', 'blend', 'colour', 'fades', 'volume', 'label'] as const;
  commitResult(studio, 'edit.label.pasteLook', pasteAttributes(timeline, { from: look, clipIds, which }));
}
