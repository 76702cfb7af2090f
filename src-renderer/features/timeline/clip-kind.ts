import type { Clip, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { contentOf } from '../../editor/shown-clip.ts';

/** What a clip looks like: the part of its colour tokens' names that says so. */
export type ClipKind = 'video' | 'audio' | 'still' | 'generated' | 'title' | 'missing';

export function clipKind(
  library: Pick<ProjectDocument, 'media' | 'results'>,
  clip: Clip,
  track: Track['kind'],
): ClipKind {
  if (clip.source.kind === 'title') return 'title';
  const content = contentOf(library, clip);
  if (content.kind === 'job') return 'generated';
  if (content.kind !== 'media') return 'missing';
  const { media } = content;
  if (media.provenance.origin === 'generated') return 'generated';
  if (media.kind === 'audio' || track === 'audio') return 'audio';
  return media.kind === 'image' ? 'still' : 'video';
}
