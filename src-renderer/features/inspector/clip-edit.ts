import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { changeClips } from '../../../src-shared/timeline/together.ts';
import { commitResult, documentOf } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';
import type { MessageKey } from '../../i18n/i18n.ts';

export interface ClipEdit {
  readonly studio: Studio;
  readonly ids: readonly ClipId[];
  readonly label: MessageKey;
}

/** Shows a change of the selected clips in the viewer and on the timeline without making it. */
export function previewClips(
  { studio, ids }: Pick<ClipEdit, 'studio' | 'ids'>,
  change: (clip: Clip) => Clip,
): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const result = changeClips(timeline, ids, change);
  studio.draft.setState({ timeline: result.ok ? result.timeline : null });
}

/** Makes the change, as one step. */
export function editClips({ studio, ids, label }: ClipEdit, change: (clip: Clip) => Clip): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline !== undefined) commitResult(studio, label, changeClips(timeline, ids, change));
  studio.draft.setState({ timeline: null });
}
