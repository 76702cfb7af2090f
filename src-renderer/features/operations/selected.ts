import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Clip, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import { documentOf } from '../../editor/actions/commit.ts';
import type { Studio } from '../../editor/studio.ts';

export interface Chosen {
  readonly document: ProjectDocument;
  readonly track: Track;
  readonly clip: Clip;
}

/** The clips that are selected, on video tracks, in order of time. */
export function chosenClips(studio: Studio): readonly Chosen[] {
  const document = documentOf(studio);
  if (document === undefined) return [];
  return [...studio.selection.getState().clips]
    .flatMap((id: ClipId) => findClip(document.timeline, id) ?? [])
    .filter(({ track }) => track.kind === 'video')
    .map(({ track, clip }) => ({ document, track, clip }))
    .sort((a, b) => a.clip.start - b.clip.start);
}

export function onlyChosen(studio: Studio): Chosen | undefined {
  const chosen = chosenClips(studio);
  return chosen.length === 1 ? chosen[0] : undefined;
}
