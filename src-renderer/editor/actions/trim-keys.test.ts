import { beforeEach, describe, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import type { Studio } from '../studio.ts';
import type { Tool } from '../stores/view-store.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { documentOf, undo } from './commit.ts';
import { addToTimeline } from './place.ts';
import { trimClip } from './edit.ts';
import { trimByKeys } from './trim-keys.ts';

let studio: Studio;
/** `start+length/source in` of the first track's clips. */
const shown = (): string =>
  (documentOf(studio)?.timeline.tracks[0]?.clips ?? [])
    .map(({ start, length, sourceIn }) => `${start}+${length}/${sourceIn}`)
    .join(' ');

beforeEach(async () => {
  const made = await testStudio();
  studio = made.studio;
  made.main.addMedia([testMedia({ frames: frames(100) })]);
  addToTimeline(studio, testMedia().id);
  addToTimeline(studio, testMedia().id);
  const [first, second] = documentOf(studio)?.timeline.tracks[0]?.clips ?? [];
  if (first === undefined || second === undefined) throw new Error('There are two clips');
  trimClip(studio, first.id, 'end', 60);
  trimClip(studio, first.id, 'start', 20);
  trimClip(studio, second.id, 'start', 120);
  trimClip(studio, second.id, 'end', 180);
  studio.selection.setState({ clips: new Set([second.id]) });
  studio.transport.seek(180);
});

describe('trimming from the keyboard does what a drag with the tool does', () => {
  it.each<[Tool, number, string]>([
    ['select', 4, '20+40/20 120+64/20'],
    ['ripple', -4, '20+40/20 120+56/20'],
    ['slip', 4, '20+40/20 120+60/24'],
    ['slide', 4, '20+40/20 124+60/20'],
  ])('%s by %i', (tool, by, expected) => {
    expect(shown()).toBe('20+40/20 120+60/20');
    studio.view.setState({ tool });
    trimByKeys(studio, by);
    expect(shown()).toBe(expected);
    undo(studio);
    expect(shown()).toBe('20+40/20 120+60/20');
  });

  it('says why it can’t', () => {
    studio.view.setState({ tool: 'roll' });
    trimByKeys(studio, 1);
    expect(shown()).toBe('20+40/20 120+60/20');
    expect(studio.messages.getState().last).not.toBe('');
  });
});
