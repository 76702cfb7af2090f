import type * as NodePath from 'node:path';
import { expect, it, vi } from 'vitest';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import { findProjectFolder, projectNameOf, withProjectEnding } from './folder.ts';
import { createProjectFolder, openSession } from './session.ts';
import { clipCount, sampleMedia, sampleProject, timelineWith } from './testing/samples.ts';

// Node's own rules for Windows, wherever the tests run: what is not Windows here is the disk alone.
vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof NodePath>();
  return { ...win32, default: win32 };
});

const processStart = async () => '1';

it.each([
  ['a drive', 'C:\\Users\\Ann B\\Films'],
  ['the root of a drive', 'D:\\'],
  ['a share', '\\\\server\\share\\Films'],
  ['a long path', '\\\\?\\C:\\Users\\Ann\\Films'],
])('a project on %s is made, edited, saved and opened again', async (_what, home) => {
  const vfs = new MemoryVfs([home]);
  const folder = withProjectEnding(home.endsWith('\\') ? `${home}Film` : `${home}\\Film`);
  expect(projectNameOf(folder)).toBe('Film');
  await createProjectFolder(vfs, folder, {
    ...sampleProject(),
    media: { 'media-beach': sampleMedia('beach') },
  });
  const session = await openSession(folder, { vfs, processStart });
  await session.commitTimeline('Place', timelineWith(session.document, 2));
  await session.save();
  await session.commitTimeline('Place', timelineWith(session.document, 3));
  await session.close();

  const found = await findProjectFolder(vfs, `${folder}\\project.json`);
  expect(found).toBe(folder);
  const again = await openSession(found, { vfs, processStart });
  expect(clipCount(again.document)).toBe(3);
  expect(Object.values(again.document.media).map(({ file }) => file)).toEqual(['media/beach.mp4']);
  await again.close();
  // Beside it only its name is made durable.
  const beside = vfs.operations.filter(({ path }) => !path.startsWith(folder));
  expect(new Set(beside.map(({ kind, path }) => `${kind} ${path}`))).toEqual(new Set([`syncFolder ${home}`]));
});
