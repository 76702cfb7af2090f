import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  clipIdSchema,
  mediaIdSchema,
  projectIdSchema,
  trackIdSchema,
} from '../../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../../src-shared/project/empty.ts';
import type { Clip } from '../../../../src-shared/project/schema.ts';
import { frames } from '../../../../src-shared/time/rate.ts';
import { createDraftStore } from '../../../editor/stores/draft-store.ts';
import { createProjectStore } from '../../../editor/stores/project-store.ts';
import { createSelectionStore } from '../../../editor/stores/selection-store.ts';
import type { LiveView, Sight } from './live-view.ts';
import { restMs } from './live-view.ts';
import { createClipStage } from './stage-driver.ts';

let asked: (() => void)[] = [];
beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => asked.push(act));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const clipId = (index: number) => clipIdSchema.parse(`clip-${index}`);

/** A hundred clips of a hundred frames, of which a window of a thousand pixels shows ten. */
function stageOf() {
  const clips = Array.from({ length: 100 }, (_, index): Clip => ({
    id: clipId(index),
    name: `Clip ${index}`,
    source: { kind: 'media', mediaId: mediaIdSchema.parse('m-harbour') },
    start: frames(index * 100),
    length: frames(100),
    sourceIn: frames(0),
  }));
  const empty = emptyProject({ id: projectIdSchema.parse('project-one'), name: 'Film' });
  const track = { id: trackIdSchema.parse('video-1'), kind: 'video' as const, name: 'V1', clips };
  const project = createProjectStore();
  project.load({ document: { ...empty, timeline: { tracks: [track] } }, named: true, readOnly: false });
  const selection = createSelectionStore();
  let sight: Sight = { zoom: 1, left: 0, top: 0, width: 1000, height: 600, isMoving: false, shift: 0 };
  const listeners = new Set<(sight: Sight) => void>();
  const view: Pick<LiveView, 'now' | 'listen'> = {
    now: () => sight,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const stage = createClipStage({ project, draft: createDraftStore(), selection }, view);
  stage.attach();
  return {
    selection,
    staged: () => stage.store.getState().staged,
    scroll: (left: number): void => {
      sight = { ...sight, left };
      for (const listener of listeners) listener(sight);
    },
  };
}

function drawFrames(count: number): void {
  for (let drawn = 0; drawn < count; drawn += 1) for (const act of asked.splice(0)) act();
}

test('while the sight moves no clip becomes an element or ceases to be one; at rest those in sight are', () => {
  const { staged, scroll } = stageOf();
  drawFrames(40);
  expect(staged().has(clipId(5))).toBe(true);
  const before = staged();
  for (let left = 0; left <= 5000; left += 100) {
    scroll(left);
    vi.advanceTimersByTime(16);
    drawFrames(1);
  }
  expect(staged()).toBe(before);
  vi.advanceTimersByTime(restMs);
  drawFrames(40);
  expect(staged().has(clipId(55))).toBe(true);
  expect(staged().has(clipId(20))).toBe(false);
  expect(asked).toHaveLength(0);
});

test('a clip that gets the focus is an element at once, also while the sight moves', () => {
  const { staged, scroll, selection } = stageOf();
  drawFrames(40);
  scroll(100);
  selection.setState({ focusedClip: clipId(80) });
  expect(staged().has(clipId(80))).toBe(true);
});

test('a rest before the clips are all elements is taken up again after the next movement', () => {
  const { staged, scroll } = stageOf();
  scroll(2000);
  vi.advanceTimersByTime(restMs);
  drawFrames(1);
  scroll(2010);
  drawFrames(20);
  vi.advanceTimersByTime(restMs);
  drawFrames(40);
  for (const index of [20, 25, 29]) expect(staged().has(clipId(index))).toBe(true);
});
