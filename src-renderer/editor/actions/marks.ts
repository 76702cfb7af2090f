import { clipAt, findClip } from '../../../src-shared/timeline/clips.ts';
import { clearMarks, markClips, markIn, markOut } from '../../../src-shared/timeline/marks.ts';
import { activeMonitor } from '../active-monitor.ts';
import type { SourceMarks } from '../stores/source-store.ts';
import type { Studio } from '../studio.ts';
import { commitResult, documentOf } from './commit.ts';

/** Marks in or out at the playhead of the active monitor; the frame shown is the last one of an out. */
export function markHere(studio: Studio, side: 'in' | 'out'): void {
  const { kind, transport, marks } = activeMonitor(studio);
  const at = transport.getState().frame + (side === 'out' ? 1 : 0);
  if (kind === 'source') {
    const other = side === 'in' ? marks.out : marks.in;
    const keeps = other !== undefined && (side === 'in' ? at < other : other < at);
    return markSource(studio, {
      [side]: at,
      ...(keeps ? { [side === 'in' ? 'out' : 'in']: other } : {}),
    });
  }
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  commitResult(studio, 'edit.label.mark', side === 'in' ? markIn(timeline, at) : markOut(timeline, at));
}

function markSource(studio: Studio, marks: SourceMarks): void {
  const { media } = studio.source.getState();
  if (media !== null) studio.source.mark(media, marks);
}

export function clearMarksHere(studio: Studio, which: 'in' | 'out' | 'both'): void {
  const { kind, marks } = activeMonitor(studio);
  if (kind === 'source') {
    return markSource(studio, which === 'both' ? {} : which === 'in' ? { out: marks.out } : { in: marks.in });
  }
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const cleared = clearMarks(timeline);
  if (which === 'both' || !cleared.ok) return void commitResult(studio, 'edit.label.clearMarks', cleared);
  const kept = which === 'in' ? timeline.out : timeline.in;
  if (kept === undefined) return void commitResult(studio, 'edit.label.clearMarks', cleared);
  const put = which === 'in' ? markOut : markIn;
  commitResult(studio, 'edit.label.clearMarks', put(cleared.timeline, kept));
}

/** Marks what the selected clips fill, or the clips under the playhead. */
export function markSelection(studio: Studio): void {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) return;
  const chosen = [...studio.selection.getState().clips].flatMap((id) => findClip(timeline, id)?.clip ?? []);
  const { frame } = studio.transport.getState();
  const clips = chosen.length > 0 ? chosen : timeline.tracks.flatMap((track) => clipAt(track, frame) ?? []);
  commitResult(studio, 'edit.label.mark', markClips(timeline, clips));
}

export function goToMark(studio: Studio, side: 'in' | 'out'): void {
  const { transport, marks } = activeMonitor(studio);
  const at = side === 'in' ? marks.in : marks.out === undefined ? undefined : marks.out - 1;
  if (at !== undefined) transport.seek(at);
}
