import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test('lies where each system keeps such things, and where the person says so', () => {
  expect(cacheFolder('linux', {}, '/home/a')).toBe(join('/home/a', '.cache', 'kinoloom'));
  expect(cacheFolder('linux', { XDG_CACHE_HOME: '/fast' }, '/home/a')).toBe(join('/fast', 'kinoloom'));
  expect(cacheFolder('linux', { XDG_CACHE_HOME: '' }, '/home/a')).toBe(join('/home/a', '.cache', 'kinoloom'));
  expect(cacheFolder('darwin', {}, '/Users/a')).toBe(join('/Users/a', 'Library', 'Caches', 'Kinoloom'));
  expect(cacheFolder('win32', { LOCALAPPDATA: 'L' }, 'H')).toBe(join('L', 'Kinoloom', 'Cache'));
  expect(cacheFolder('win32', {}, 'H')).toBe(join('H', 'AppData', 'Local', 'Kinoloom', 'Cache'));
});
