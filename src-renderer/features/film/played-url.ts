import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Studio } from '../../editor/studio.ts';

/**
 * Where a page element plays a file from. Another address once lost files are back: for the old one, browsers go on with
 * what they had, even where that was nothing.
 */
export function playedUrl({ bridge, facts }: Pick<Studio, 'bridge' | 'facts'>, id: MediaId): string {
  const { mended } = facts.getState();
  return mended === 0 ? bridge.mediaUrl(id) : `${bridge.mediaUrl(id)}?${mended}`;
}
