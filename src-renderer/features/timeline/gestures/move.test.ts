import { describe, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../../app/testing/test-studio.ts';
import { addToTimeline } from '../../../editor/actions/place.ts';
import { deleteChosen } from '../../../editor/actions/edit.ts';
import type { Studio } from '../../../editor/studio.ts';
import type { Timeline } from '../../../../src-shared/project/schema.ts';
import type { DragPoint, Press } from './gesture.ts';
import { startMove } from './move.ts';
import { startTrim } from './trim.ts';

/** Three clips of 48 frames, one behind the other; the first is selected and the timeline magnetic. */
async function magneticStudio() {
  const { studio, main } = await testStudio();
  main.addMedia([testMedia()]);
  for (let count = 0; count < 3; count += 1) addToTimeline(studio, testMedia().id);
  studio.view.setState({ magnetic: true });
  const timeline = timelineOf(studio);
  const [track] = timeline.tracks;
  const [first] = track?.clips ?? [];
  if (track === undefined || first === undefined) throw new Error('nothing was placed');
  studio.selection.setState({ clips: new Set([first.id]) });
  const names = new Map(track.clips.map(({ id }, index) => [id, 'abc'[index] ?? '']));
  const shown = (of: Timeline | undefined): string =>
    (of?.tracks[0]?.clips ?? [])
      .map(({ id, start, length }) => `${names.get(id) ?? 'new'}@${start}+${length}`)
      .join(' ');
  const held = { shift: false, alt: false, mod: false };
  const press: Press = {
    ...held,
    clientX: 0,
    clientY: 0,
    frame: 24,
    track: track.id,
    clip: first.id,
    part: null,
    of: null,
  };
  const pointAt = (frame: number, rest: Partial<DragPoint> = {}): DragPoint => ({
    ...held,
    clientX: 0,
    clientY: 0,
    dx: 0,
    dy: 0,
    frame,
    track: track.id,
    ...rest,
  });
  return { studio, press, pointAt, shown };
}

function timelineOf(studio: Studio): Timeline {
  const timeline = studio.project.getState().project?.document.timeline;
  if (timeline === undefined) throw new Error('no project');
  return timeline;
}

describe('on a magnetic timeline', () => {
  it('a moved clip comes in at the edit nearest to the pointer, where the line stands', async () => {
    const { studio, press, pointAt, shown } = await magneticStudio();
    const gesture = startMove(press, studio);
    const step = gesture?.drag(60, pointAt(84));
    expect(step?.result?.ok === true && shown(step.result.timeline)).toBe('b@0+48 a@48+48 c@96+48');
    expect(step).toMatchObject({ by: 48, inserts: 48 });
    expect(gesture?.edges).toEqual([]);
    expect(gesture?.drag(4, pointAt(28))).toMatchObject({ by: 0, result: { reason: 'nothing.toDo' } });
  });

  it('a double is inserted, and is what is selected', async () => {
    const { studio, press, pointAt, shown } = await magneticStudio();
    const gesture = startMove({ ...press, alt: true }, studio);
    const step = gesture?.drag(60, pointAt(84, { alt: true }));
    const made = step?.result?.ok === true ? step.result.timeline : undefined;
    expect(shown(made)).toBe('a@0+48 b@48+48 new@96+48 c@144+48');
    expect(gesture?.select?.()).toEqual([made?.tracks[0]?.clips[2]?.id]);
  });

  it('an edge ripples', async () => {
    const { studio, press, pointAt, shown } = await magneticStudio();
    const step = startTrim({ ...press, part: 'end', frame: 48 }, studio)?.drag(-8, pointAt(40));
    expect(step?.result?.ok === true && shown(step.result.timeline)).toBe('a@0+40 b@40+48 c@88+48');
  });

  it('deleting closes up in one step', async () => {
    const { studio, shown } = await magneticStudio();
    const steps = studio.project.getState().history.past.length;
    await deleteChosen(studio);
    expect(shown(timelineOf(studio))).toBe('b@0+48 c@48+48');
    expect(studio.project.getState().history.past).toHaveLength(steps + 1);
  });
});
