// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { followStudio } from '../../app/start-studio.ts';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { recall } from '../remembered.ts';
import { habitsSchema, type Tool } from '../stores/view-store.ts';
import type { Studio } from '../studio.ts';
import { copySelected, pasteHere } from './clipboard.ts';
import { moveSelectedTrack, removeRange, setSpeedSelected } from './clips.ts';
import { documentOf, undo } from './commit.ts';
import { deleteChosen, nudgeSelected, trimToPlayhead } from './edit.ts';
import { addToTimeline } from './place.ts';
import { changeTrack, chooseTarget } from './tracks.ts';
import { trimByKeys } from './trim-keys.ts';
import { addTitle } from './titles.ts';

let studio: Studio;

function timelineNow() {
  const timeline = documentOf(studio)?.timeline;
  if (timeline === undefined) throw new Error('no project');
  return timeline;
}

/** `start+length` of the clips of V1 (0), V2 (1) or A1. */
function shown(index = 0): string {
  const track = timelineNow().tracks.filter(({ kind }) => kind === 'video')[index];
  return (track?.clips ?? []).map(({ start, length }) => `${start}+${length}`).join(' ');
}

function choose(index: number, track = 0): void {
  const id = timelineNow().tracks.filter(({ kind }) => kind === 'video')[track]?.clips[index]?.id;
  if (id === undefined) throw new Error('no such clip');
  studio.selection.setState({ clips: new Set([id]) });
}

/** Three clips of 100 frames on V1, a title over the second, and everything in sync. */
beforeEach(async () => {
  const made = await testStudio();
  studio = made.studio;
  made.main.addMedia([testMedia({ frames: frames(100) })]);
  for (let count = 0; count < 3; count += 1) {
    addToTimeline(studio, testMedia().id);
    studio.transport.seek(count * 100 + 50);
  }
  studio.transport.seek(120);
  addTitle(studio);
  const above = timelineNow().tracks.find(({ name }) => name === 'V2');
  if (above === undefined) throw new Error('The title has a track of its own');
  changeTrack(studio, above.id, { syncLock: true }, 'edit.label.track.syncLock');
  studio.view.setState({ magnetic: true });
  if (shown() !== '0+100 100+100 200+100' || shown(1) !== '120+72') throw new Error('placed otherwise');
});

describe('with the magnetic timeline the main track has no gaps after', () => {
  it.each<[string, () => void, string, string]>([
    [
      'trimming a head to the playhead',
      () => trimToPlayhead(studio, 'start'),
      '0+100 100+80 180+100',
      '120+72',
    ],
    [
      'trimming a tail to the playhead',
      () => trimToPlayhead(studio, 'end'),
      '0+100 100+21 121+100',
      '120+72',
    ],
    ['a nudge', () => nudgeSelected(studio, 1), '0+100 100+100 200+100', '220+72'],
    ['a move to the track above', () => moveSelectedTrack(studio, 'up'), '0+100 100+100', '100+100'],
    ['half the speed', () => setSpeedSelected(studio, 50), '0+100 100+200 300+100', '120+72'],
    ['twice the speed', () => setSpeedSelected(studio, 200), '0+100 100+50 150+100', '120+72'],
    ['deleting', () => void deleteChosen(studio), '0+100 100+100', '100+72'],
  ])('%s', async (_name, act, main, above) => {
    choose(1);
    act();
    await Promise.resolve();
    await Promise.resolve();
    expect([shown(), shown(1)]).toEqual([main, above]);
    undo(studio);
    expect([shown(), shown(1)]).toEqual(['0+100 100+100 200+100', '120+72']);
  });

  it.each<[Tool, number, string]>([
    ['select', -10, '0+100 100+90 190+100'],
    ['ripple', -10, '0+100 100+90 190+100'],
    ['rate', -10, '0+100 100+90 190+100'],
    ['rate', 10, '0+100 100+110 210+100'],
  ])('the keys that trim, with the tool %s by %i', (tool, by, expected) => {
    choose(1);
    studio.transport.seek(190);
    studio.view.setState({ tool });
    trimByKeys(studio, by);
    expect(shown()).toBe(expected);
  });

  it('pasting: what is pasted is inserted at the nearest edit, and the playhead goes behind it', () => {
    choose(0);
    copySelected(studio);
    studio.transport.seek(170);
    pasteHere(studio, 'overwrite');
    expect(shown()).toBe('0+100 100+100 200+100 300+100');
    expect(studio.transport.getState().frame).toBe(300);
    expect(studio.selection.getState().clips.size).toBe(1);
  });

  it('adding far behind the end', () => {
    studio.transport.seek(700);
    addToTimeline(studio, testMedia().id);
    expect(shown()).toBe('0+100 100+100 200+100 300+100');
    expect(studio.transport.getState().frame).toBe(300);
  });
});

describe('with the magnetic timeline the other tracks are free', () => {
  it('a title is nudged by frames, deleted and trimmed, and nothing else moves', async () => {
    choose(0, 1);
    nudgeSelected(studio, 7);
    expect([shown(), shown(1)]).toEqual(['0+100 100+100 200+100', '127+72']);
    studio.transport.seek(140);
    trimToPlayhead(studio, 'start');
    expect([shown(), shown(1)]).toEqual(['0+100 100+100 200+100', '140+59']);
    await deleteChosen(studio);
    expect([shown(), shown(1)]).toEqual(['0+100 100+100 200+100', '']);
  });

  it('an insert there moves that track alone, although tracks are in sync', () => {
    const above = timelineNow().tracks.find(({ name }) => name === 'V2');
    if (above === undefined) throw new Error('no second track');
    chooseTarget(studio, above);
    choose(0);
    copySelected(studio);
    studio.transport.seek(130);
    pasteHere(studio, 'insert');
    expect([shown(), shown(1)]).toEqual(['0+100 100+100 200+100', '120+10 130+100 230+62']);
  });

  it('a lift leaves its gap: that is what it is for', () => {
    const timeline = timelineNow();
    studio.project.commit('marks', { ...timeline, in: frames(100), out: frames(150) }, []);
    removeRange(studio, 'lift');
    expect(shown()).toBe('0+100 150+50 200+100');
  });
});

describe('how one works at the timeline', () => {
  it('is kept from start to start', () => {
    const stop = followStudio(studio, window);
    studio.view.setState({ magnetic: false, snapping: false, rulerUnit: 'frames' });
    stop();
    expect(recall(studio.kept, 'timeline', habitsSchema)).toEqual({
      snapping: false,
      magnetic: false,
      linkedSelection: true,
      rulerUnit: 'frames',
    });
  });
});
