import { expect, it } from 'vitest';
import { packsFolder } from './packs-folder.ts';

it('follows each platform, and a chosen folder where its path is absolute', () => {
  expect(packsFolder('linux', {}, '/home/a')).toBe('/home/a/.local/share/kinoloom/packs');
  expect(packsFolder('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/kinoloom/packs');
  expect(packsFolder('linux', { XDG_DATA_HOME: '' }, '/home/a')).toBe('/home/a/.local/share/kinoloom/packs');
  expect(packsFolder('darwin', { XDG_DATA_HOME: '/data' }, '/Users/a')).toBe(
    '/Users/a/Library/Application Support/Kinoloom/Packs',
  );
  expect(packsFolder('win32', { LOCALAPPDATA: '/local' }, '/Users/a')).toBe('/local/Kinoloom/Packs');
  expect(packsFolder('linux', { KINOLOOM_PACKS: '/big/packs' }, '/home/a')).toBe('/big/packs');
  expect(packsFolder('linux', { KINOLOOM_PACKS: 'big' }, '/home/a')).toBe(
    '/home/a/.local/share/kinoloom/packs',
  );
});
