import { expect, test } from 'vitest';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { silentLogger } from '../log/logger.ts';
import { createSettings } from './settings.ts';

const path = '/profile/settings.json';

test('what was set is there at the next start', async () => {
  const vfs = new MemoryVfs(['/profile']);
  const settings = createSettings(vfs, path, silentLogger);
  await settings.change({ lastProject: '/films/Sea.kinoloom' });
  await settings.change({ window: { x: 1, y: 2, width: 1440, height: 900 } });
  expect(await createSettings(vfs, path, silentLogger).get()).toEqual({
    lastProject: '/films/Sea.kinoloom',
    window: { x: 1, y: 2, width: 1440, height: 900 },
  });
});

test('damaged settings are as if nothing had been set', async () => {
  const vfs = new MemoryVfs(['/profile']);
  const file = await vfs.open(path, 'create');
  await file.write(new TextEncoder().encode('{"lastProject": 7'));
  expect(await createSettings(vfs, path, silentLogger).get()).toEqual({});
});

test('a disk that takes nothing does not stop the program', async () => {
  const settings = createSettings(new MemoryVfs(['/profile'], () => 'EROFS'), path, silentLogger);
  await settings.change({ lastProject: '/films/Sea.kinoloom' });
  expect((await settings.get()).lastProject).toBe('/films/Sea.kinoloom');
});
