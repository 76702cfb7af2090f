import { describe, expect, test } from 'vitest';
import { releaseObstacles } from './packing.mjs';

describe('what can be given away', () => {
  test('a release needs the official Electron and a self-contained ffmpeg', () => {
    expect(releaseObstacles({ kind: 'official' }, { kind: 'ffmpeg-static' })).toEqual([]);
  });

  test('the test runtime and an ffmpeg of this machine are obstacles', () => {
    expect(releaseObstacles({ kind: 'test-runtime' }, { kind: 'system' })).toHaveLength(2);
  });
});
