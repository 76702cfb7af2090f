import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { ProjectDocument, Timeline } from '../../../src-shared/project/schema.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import { closedUp, onMagnetic } from '../../../src-shared/timeline/magnetic.ts';
import type { EditResult, Refusal } from '../../../src-shared/timeline/result.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { keepExisting } from '../stores/selection-store.ts';
import type { Studio } from '../studio.ts';

export function documentOf(studio: Studio): ProjectDocument | undefined {
  return studio.project.getState().project?.document;
}

/** Tells main of the present timeline, so that it is durable at once. A failure is shown; the edit stays. */
function send(studio: Studio, label: string, timeline: Timeline): void {
  studio.bridge.call('project.commit', { label, timeline }).catch((error: unknown) => studio.report(error));
}

function afterChange(studio: Studio, timeline: Timeline): void {
  keepExisting(studio.selection, (id) => findClip(timeline, id) !== undefined);
}

/** One edit by one gesture: history, selection, journal. */
export function commitTimeline(
  studio: Studio,
  label: MessageKey,
  timeline: Timeline,
  select?: readonly ClipId[],
): boolean {
  if (studio.project.getState().project?.readOnly === true) {
    studio.messages.refuse(studio.text('edit.readOnly'));
    return false;
  }
  const selectionBefore = [...studio.selection.getState().clips];
  const text = studio.text(label);
  if (!studio.project.commit(text, timeline, selectionBefore)) return false;
  if (select !== undefined) {
    studio.selection.setState({
      clips: new Set(select),
      focusedClip: select[0] ?? null,
      transition: null,
      marker: null,
    });
  }
  studio.messages.settle();
  afterChange(studio, timeline);
  send(studio, text, timeline);
  return true;
}

/** Why an edit was not made, in the status bar and aloud. */
export function sayRefusal(studio: Studio, reason: Refusal): void {
  if (reason !== 'nothing.toDo') studio.messages.refuse(studio.text(`refusal.${reason}`));
}

/** An edit of clips as the timeline is set: a magnetic one makes it in its own way. */
export function magnetically(
  studio: Studio,
  timeline: Timeline,
  edit: (timeline: Timeline) => EditResult,
): EditResult {
  return studio.view.getState().magnetic ? onMagnetic(timeline, edit) : edit(timeline);
}

/** What an edit has made, as the timeline is set: a magnetic one closes what it has opened. */
export function closedAsSet(studio: Studio, result: EditResult): EditResult {
  const before = documentOf(studio)?.timeline;
  return before === undefined || !studio.view.getState().magnetic ? result : closedUp(before, result);
}

/** Commits what an edit made, gaps and all, or says why it made nothing. */
export function commitAsMade(
  studio: Studio,
  label: MessageKey,
  result: EditResult,
  select?: readonly ClipId[],
): boolean {
  if (result.ok) return commitTimeline(studio, label, result.timeline, select);
  sayRefusal(studio, result.reason);
  return false;
}

/** The same as the timeline is set. */
export function commitResult(
  studio: Studio,
  label: MessageKey,
  result: EditResult,
  select?: readonly ClipId[],
): boolean {
  return commitAsMade(studio, label, closedAsSet(studio, result), select);
}

function travel(studio: Studio, direction: 'undo' | 'redo'): void {
  const move = studio.project[direction]();
  if (move === undefined) return;
  if (move.selection !== undefined) studio.selection.setState({ clips: new Set(move.selection) });
  afterChange(studio, move.timeline);
  const said = studio.text(direction === 'undo' ? 'edit.undid' : 'edit.redid', { label: move.label });
  studio.messages.say(said);
  studio.messages.speak(said);
  send(studio, said, move.timeline);
}

export function undo(studio: Studio): void {
  travel(studio, 'undo');
}

export function redo(studio: Studio): void {
  travel(studio, 'redo');
}
