import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { documentOf } from '../actions/commit.ts';
import type { Studio } from '../studio.ts';

export function needsProject(studio: Studio): MessageKey | null {
  return studio.project.getState().project === null ? 'reason.starting' : null;
}

export function needsWritable(studio: Studio): MessageKey | null {
  if (studio.project.getState().project?.readOnly === true) return 'edit.readOnly';
  return needsProject(studio);
}

export function needsSelection(studio: Studio): MessageKey | null {
  return studio.selection.getState().clips.size === 0 ? 'reason.noClipSelected' : needsWritable(studio);
}

export function needsClips(studio: Studio): MessageKey | null {
  const document = documentOf(studio);
  if (document === undefined) return 'reason.starting';
  return timelineEnd(document.timeline) === 0 ? 'reason.emptyTimeline' : null;
}

export function needsChosenMedia(studio: Studio): MessageKey | null {
  return studio.selection.getState().media === null ? 'reason.noMediaSelected' : needsWritable(studio);
}
