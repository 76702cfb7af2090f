import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { withLock } from './lock.mjs';
import { cache } from './paths.mjs';

const name = `test-${process.pid}`;
const path = join(cache, `${name}.lock`);
afterEach(() => rm(path, { force: true }));

describe('a lock', () => {
  test('lets one at a time through', async () => {
    const events: string[] = [];
    const turn = (who: string): Promise<void> =>
      withLock(name, async () => {
        events.push(`${who} in`);
        await Promise.resolve();
        events.push(`${who} out`);
      });
    await Promise.all([turn('a'), turn('b')]);
    expect(events.map((event) => event.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
  });

  test('is given back when the work fails', async () => {
    await expect(withLock(name, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(name, () => Promise.resolve('through'))).toBe('through');
  });

  test('of a program that is gone is taken over', async () => {
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    await mkdir(cache, { recursive: true });
    await writeFile(path, String(gone.pid));
    expect(await withLock(name, () => readFile(path, 'utf8'))).toBe(String(process.pid));
  });

  test('whose owner stopped touching it is taken over, though its number is in use', async () => {
    await mkdir(cache, { recursive: true });
    await writeFile(path, '1');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    expect(await withLock(name, () => readFile(path, 'utf8'))).toBe(String(process.pid));
  });
});
