import { describe, expect, it } from 'vitest';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import type { Timeline } from '../../../src-shared/project/schema.ts';
import { neighbourOf, type FocusStep } from './clip-focus.ts';

function track(id: string, ...starts: readonly number[]): unknown {
  return {
    id,
    kind: 'video',
    name: id,
    clips: starts.map((start) => ({ id: `${id}-${start}`, name: '', start, length: 10, sourceIn: 0 })),
  };
}

const timeline = branded<Timeline>({ tracks: [track('v1', 0, 20, 40), track('v2'), track('a1', 5, 42)] });

function next(id: string, step: FocusStep): string | undefined {
  return neighbourOf(timeline, branded<ClipId>(id), step);
}

describe('moving the focus between clips', () => {
  it('goes along a track and stops at its ends', () => {
    expect([next('v1-0', 'right'), next('v1-20', 'left'), next('v1-40', 'right')]).toEqual([
      'v1-20',
      'v1-0',
      undefined,
    ]);
  });

  it('goes to the nearest clip of the next track that has any', () => {
    expect([next('v1-0', 'down'), next('v1-40', 'down'), next('a1-42', 'up'), next('v1-0', 'up')]).toEqual([
      'a1-5',
      'a1-42',
      'v1-40',
      undefined,
    ]);
  });
});
