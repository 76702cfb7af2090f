import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, rmdir, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../projects/journal-format.ts';
import type { FromEngine, RunMessage } from '../engine/protocol.ts';

type StateNews = Omit<Extract<FromEngine, { type: 'state' }>, 'type' | 'jobId'>;

/** How the engine goes on, and what it needs for it behind the given frames. */
export interface Continuation {
  readonly resume: NonNullable<RunMessage['resume']>;
  readonly payload: Uint8Array;
}

/**
 * What a run has done so far: kept in memory for an engine that crashes, and with a folder on the disk for a program that
 * is killed.
 */
export interface RunState {
  /** Finished frames of an earlier run, in the order the engine sent them; they come before anything new. */
  readonly framesBefore: AsyncIterable<{ readonly index: number; readonly rgb: Uint8Array }>;
  /** Undefined where there is nothing to go on from. */
  continuation(): Continuation | undefined;
  /** Rises with everything that is saved: no rise between two crashes means that going on leads nowhere. */
  readonly progress: number;
  note(news: StateNews, payload: Uint8Array): Promise<void>;
  noteFrame(index: number, rgb: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Names a run: another request, source, model or provider makes other frames and must not go on from this state. */
export function runKey(
  message: Omit<RunMessage, 'type'>,
  given: Uint8Array,
  identity: readonly string[],
): string {
  const { jobId: _job, previewInterval: _previews, saveState: _save, resume: _resume, ...work } = message;
  return createHash('sha256')
    .update(JSON.stringify([work, identity]))
    .update(given)
    .digest('hex');
}

/** A record on the disk: three numbers of its own, the length and the checksum of what follows. */
const headBytes = 20;

function record(numbers: readonly [number, number, number], payload: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes);
  for (const [at, number] of numbers.entries()) head.writeUInt32LE(number, at * 4);
  head.writeUInt32LE(payload.length, 12);
  head.writeUInt32LE(crc32(payload), 16);
  return Buffer.concat([head, payload]);
}

interface Read {
  readonly numbers: readonly [number, number, number];
  readonly payload: Buffer;
}

/** Reads the record at `at`; undefined where it ends, is cut off or damaged. */
async function readRecord(file: FileHandle, at: number): Promise<Read | undefined> {
  const head = Buffer.alloc(headBytes);
  if ((await file.read(head, 0, headBytes, at)).bytesRead < headBytes) return undefined;
  const length = head.readUInt32LE(12);
  // No frame and no window is anywhere near this; a damaged head must not ask for gigabytes.
  if (length > 2 ** 30) return undefined;
  const payload = Buffer.alloc(length);
  if ((await file.read(payload, 0, length, at + headBytes)).bytesRead < length) return undefined;
  if (crc32(payload) !== head.readUInt32LE(16)) return undefined;
  return { numbers: [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)], payload };
}

/** An append-only file of records; a damaged end is cut off when it is opened. */
async function openRecords(path: string) {
  const file = await open(path, 'a+');
  const places: { readonly numbers: Read['numbers']; readonly at: number }[] = [];
  let end = 0;
  for (;;) {
    const found = await readRecord(file, end);
    if (found === undefined) break;
    places.push({ numbers: found.numbers, at: end });
    end += headBytes + found.payload.length;
  }
  await file.truncate(end);
  return {
    places,
    at: (place: number) => readRecord(file, place),
    append: (numbers: Read['numbers'], payload: Uint8Array) => file.appendFile(record(numbers, payload)),
    close: () => file.close(),
  };
}

type Records = Awaited<ReturnType<typeof openRecords>>;

interface Disk {
  readonly windows: Records;
  readonly frames: Records;
  readonly stepPath: string;
}

async function openDisk(folder: string, key: string): Promise<Disk> {
  await mkdir(folder, { recursive: true });
  const keyPath = join(folder, 'key');
  const paths = ['windows', 'frames', 'step'].map((name) => join(folder, name));
  if ((await readFile(keyPath, 'utf8').catch(() => '')) !== key) {
    for (const path of paths) await rm(path, { force: true });
    await writeFile(keyPath, key);
  }
  const [windows = '', frames = '', stepPath = ''] = paths;
  return { windows: await openRecords(windows), frames: await openRecords(frames), stepPath };
}

/** @param folder where it is kept; absent = only in memory */
export async function openRunState(folder: string | undefined, key: string): Promise<RunState> {
  const disk = folder === undefined ? undefined : await openDisk(folder, key);
  const windows: Buffer[] = [];
  let step: { window: number; step: number; arrays: number; payload: Buffer } | undefined;
  let frames = disk?.frames.places.length ?? 0;
  let progress = 0;

  for (const { numbers, at } of disk?.windows.places ?? []) {
    const found = numbers[0] === windows.length ? await disk?.windows.at(at) : undefined;
    if (found === undefined) break;
    windows.push(found.payload);
  }
  if (disk !== undefined) {
    const file = await open(disk.stepPath, 'r').catch(() => undefined);
    const found = file === undefined ? undefined : await readRecord(file, 0);
    await file?.close();
    if (found !== undefined) {
      const [window, done, arrays] = found.numbers;
      step = { window, step: done, arrays, payload: found.payload };
    }
  }
  const places = [...(disk?.frames.places ?? [])];

  return {
    framesBefore: {
      async *[Symbol.asyncIterator]() {
        for (const { numbers, at } of places) {
          const found = await disk?.frames.at(at);
          if (found !== undefined) yield { index: numbers[0], rgb: found.payload };
        }
      },
    },
    get progress() {
      return progress;
    },
    continuation() {
      const current = step?.window === windows.length ? step : undefined;
      if (windows.length === 0 && current === undefined && frames === 0) return undefined;
      const payload = Buffer.concat([...windows, ...(current === undefined ? [] : [current.payload])]);
      return {
        resume: {
          windows: windows.length,
          step: current?.step ?? 0,
          arrays: current?.arrays ?? 0,
          frames,
          bytes: payload.length,
        },
        payload,
      };
    },
    async note(news, payload) {
      progress += 1;
      const kept = Buffer.from(payload);
      if (news.step === undefined) {
        if (news.window !== windows.length) return;
        windows.push(kept);
        await disk?.windows.append([news.window, 0, news.arrays], kept);
        return;
      }
      step = { window: news.window, step: news.step, arrays: news.arrays, payload: kept };
      if (disk === undefined) return;
      // Replaced in one move: a kill in the middle leaves the state before.
      await writeFile(`${disk.stepPath}.part`, record([news.window, news.step, news.arrays], kept));
      await rename(`${disk.stepPath}.part`, disk.stepPath);
    },
    async noteFrame(index, rgb) {
      progress += 1;
      frames += 1;
      await disk?.frames.append([index, 0, 0], rgb);
    },
    async close() {
      await disk?.windows.close();
      await disk?.frames.close();
    },
  };
}

/** Removes what is kept in a folder and nothing else; the folder too where it is empty then. */
export async function forgetRunState(folder: string): Promise<void> {
  for (const name of ['key', 'windows', 'frames', 'step', 'step.part', 'seed']) {
    await rm(join(folder, name), { force: true });
  }
  await rmdir(folder).catch(() => undefined);
}

/** The seed of the work in a folder: drawn once, and the same when it goes on. */
export async function seedOf(folder: string | undefined, drawSeed: () => string): Promise<string> {
  if (folder === undefined) return drawSeed();
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'seed');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (/^\d{1,20}$/.test(known)) return known;
  const seed = drawSeed();
  await writeFile(path, seed);
  return seed;
}
