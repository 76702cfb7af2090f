import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { documentOf } from '../actions/commit.ts';
import { clipToMark } from '../actions/markers.ts';
import { clipWithTakesAt } from '../shown-clip.ts';
import type { Studio } from '../studio.ts';

export function needsProject(studio: Studio): MessageKey | null {
  return studio.project.getState().project === null ? 'reason.starting' : null;
}

export function needsWritable(studio: Studio): MessageKey | null {
  if (studio.project.getState().project?.readOnly === true) return 'edit.readOnly';
  return needsProject(studio);
}

/** A project that another machine holds. Who holds it on this one is asked there to close it. */
export function needsForeignHold(studio: Studio): MessageKey | null {
  const { project } = studio.project.getState();
  if (project?.readOnly !== true) return needsProject(studio) ?? 'reason.notHeld';
  return project.heldBy?.here === false ? null : 'reason.heldHere';
}

export function needsSelection(studio: Studio): MessageKey | null {
  return studio.selection.getState().clips.size === 0 ? 'reason.noClipSelected' : needsWritable(studio);
}

export function needsClips(studio: Studio): MessageKey | null {
  const document = documentOf(studio);
  if (document === undefined) return 'reason.starting';
  return timelineEnd(document.timeline) === 0 ? 'reason.emptyTimeline' : null;
}

/** A clip under the playhead, of any track. */
export function needsClipHere(studio: Studio): MessageKey | null {
  return clipToMark(studio) === undefined
    ? (needsClips(studio) ?? 'reason.noClipHere')
    : needsWritable(studio);
}

export function needsChosenMedia(studio: Studio): MessageKey | null {
  return studio.selection.getState().media === null ? 'reason.noMediaSelected' : needsWritable(studio);
}

/** Something that can be moved by frames: clips, a marker. */
export function needsMovable(studio: Studio): MessageKey | null {
  const { clips, marker } = studio.selection.getState();
  return clips.size === 0 && marker === null ? 'reason.noClipSelected' : needsWritable(studio);
}

/** Something on the timeline that can be deleted: clips, a passage, a marker. */
export function needsChosen(studio: Studio): MessageKey | null {
  const { clips, transition, marker } = studio.selection.getState();
  if (clips.size === 0 && transition === null && marker === null) return 'reason.noClipSelected';
  return needsWritable(studio);
}

/** A clip with several takes under the playhead; to end comparing them needs nothing. */
export function needsTakes(studio: Studio): MessageKey | null {
  if (studio.view.getState().comparingTakes) return null;
  const document = documentOf(studio);
  if (document === undefined) return 'reason.starting';
  const clip = clipWithTakesAt(document.timeline, studio.transport.getState().frame);
  return clip === undefined ? 'reason.noTakesHere' : null;
}

export function needsClipboard(studio: Studio): MessageKey | null {
  return studio.clipboard.getState().clips === null ? 'reason.emptyClipboard' : needsWritable(studio);
}

export function needsLook(studio: Studio): MessageKey | null {
  return studio.clipboard.getState().look === null ? 'reason.emptyClipboard' : needsSelection(studio);
}

export function needsRange(studio: Studio): MessageKey | null {
  const timeline = documentOf(studio)?.timeline;
  return timeline?.in === undefined || timeline.out === undefined ? 'reason.noRange' : needsWritable(studio);
}
