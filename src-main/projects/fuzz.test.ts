import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../src-shared/errors/app-error.ts';
import { readFileSync } from 'node:fs';
import { branded } from '../../src-shared/lib/brand.ts';
import { documentProblems, overrunProblems } from '../../src-shared/project/invariants.ts';
import { parseProjectText } from '../../src-shared/project/parse.ts';
import { MemoryVfs } from '../files/testing/memory-vfs.ts';
import type { Vfs } from '../files/vfs.ts';
import { projectPaths } from './folder.ts';
import { decodeRecords, encodeRecord } from './journal-format.ts';
import { loadProject } from './load.ts';
import { createProjectFolder, openSession } from './session.ts';
import { sampleMedia } from './testing/samples.ts';
import { randomFrom } from './torture/random.ts';
import type { Random } from './torture/random.ts';
import { listVersions, readVersion } from './versions.ts';

/** `npm run fuzz:projects` asks for 10,000; here only so many that the test stays short. */
const runs = Number(process.env['KINOLOOM_FUZZ_RUNS'] ?? 400);
const seed = Number(process.env['KINOLOOM_FUZZ_SEED'] ?? 1);

const folder = '/films/Fuzz.kinoloom';
const expected = new Set<ErrorCode>(['project.unreadable', 'project.invalid', 'project.newer']);
const all = { keepName: () => true, keepBytes: (_path: string, written: number) => written };

/** A project with a history, a journal of every kind of record, and a rich document. */
async function template(): Promise<MemoryVfs> {
  const fixture = readFileSync(
    resolve(import.meta.dirname, '../../src-shared/project/fixtures/version-2.json'),
    'utf8',
  );
  const vfs = new MemoryVfs(['/films', '/secret']);
  await createProjectFolder(vfs, folder, parseProjectText(fixture));
  const session = await openSession(folder, { vfs, processStart: async () => '1' });
  const { timeline } = session.document;
  await session.commitTimeline('Lock', {
    ...timeline,
    tracks: timeline.tracks.map((track) => ({ ...track, locked: true })),
  });
  await session.save();
  await session.addMedia([sampleMedia('later')]);
  await session.setBins([]);
  await session.commitTimeline('Back', timeline);
  await session.close();
  return vfs;
}

const nasty: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e300,
  2 ** 53,
  '',
  '../../../secret/a',
  '/etc/passwd',
  'C:\\secret',
  'media/../../secret/a.mp4',
  'project.json',
  'media/a\u0000b',
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
  { __proto__: null, length: 3 },
  Array.from({ length: 2000 }, () => ({})),
];

/** Every place in a JSON value, as the object that holds it and the key. */
function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = branded<Record<string, unknown>>(value);
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...placesOf(holder[key]),
  ]);
}

/** The value with one to three places of it changed for the worse. */
function mutatedJson(json: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(json);
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const places = placesOf(copy);
    const [holder, key] = places[random.below(places.length)] ?? [];
    if (holder === undefined || key === undefined) continue;
    const [other, otherKey] = places[random.below(places.length)] ?? [holder, key];
    const choice = random.below(6);
    if (choice === 0) Reflect.deleteProperty(holder, key);
    else if (choice === 1) holder[key] = structuredClone(other[otherKey]);
    else if (choice === 2)
      Object.defineProperty(holder, '__proto__', {
        value: { polluted: true },
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else if (choice === 3 && Array.isArray(holder[key])) holder[key] = [...holder[key], ...holder[key]];
    else holder[key] = structuredClone(nasty[random.below(nasty.length)]);
  }
  return copy;
}

function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.below(4) === 0) return bytes.slice(0, random.below(bytes.length + 1));
  const copy = bytes.slice();
  for (let count = 1 + random.below(8); count > 0; count -= 1) {
    const at = random.below(copy.length);
    copy[at] =
      random.below(3) === 0 ? random.below(256) : ('"{}[],:09eE-\\'.codePointAt(random.below(13)) ?? 0);
  }
  return copy;
}

async function rewrite(vfs: Vfs, path: string, bytes: Uint8Array): Promise<void> {
  await vfs.removeTree(path);
  const file = await vfs.open(path, 'create');
  await file.write(bytes);
  await file.close();
}

const text = new TextEncoder();

/** Changes something about the project's files, as damage or as somebody with intent. */
async function harm(vfs: MemoryVfs, random: Random): Promise<void> {
  const history = projectPaths.history(folder);
  // Half of them have nothing to fall back on, so that what is read is the harm itself.
  if (random.below(2) === 0) {
    for (const name of await vfs.list(history)) await vfs.remove(`${history}/${name}`);
    await rewrite(vfs, `${history}/000000001.json`, text.encode('{}'));
  }
  const names = await vfs.list(history);
  const someName = names[random.below(names.length)] ?? 'none';
  const [snapshot, journal] = [projectPaths.snapshot(folder), projectPaths.journal(folder)];
  const json: unknown = JSON.parse(new TextDecoder().decode(await vfs.readFile(snapshot)));
  const { records } = decodeRecords(await vfs.readFile(journal));
  switch (random.below(8)) {
    case 0:
      return rewrite(vfs, snapshot, mutatedBytes(await vfs.readFile(snapshot), random));
    case 1:
    case 2:
    case 3:
      return rewrite(vfs, snapshot, text.encode(JSON.stringify(mutatedJson(json, random))));
    case 4:
      return rewrite(vfs, journal, mutatedBytes(await vfs.readFile(journal), random));
    case 5: {
      const bytes = records.map((record) => Buffer.from(encodeRecord(mutatedJson(record, random))));
      return rewrite(vfs, journal, Buffer.concat(bytes));
    }
    case 6:
      await rewrite(
        vfs,
        `${history}/${someName}`,
        mutatedBytes(await vfs.readFile(`${history}/${someName}`), random),
      );
      return rewrite(vfs, snapshot, mutatedBytes(await vfs.readFile(snapshot), random));
    default:
      await rewrite(
        vfs,
        `${history}/99999999${random.below(10)}.json`,
        text.encode(JSON.stringify(mutatedJson(json, random))),
      );
      return random.below(2) === 0 ? vfs.remove(snapshot) : undefined;
  }
}

/** The disk, with a note of every place that is touched outside the project. */
function fenced(vfs: Vfs, strays: string[]): Vfs {
  const check = (path: string): void => {
    const real = resolve(path);
    if (real !== folder && real !== dirname(folder) && !real.startsWith(`${folder}/`)) strays.push(path);
  };
  const guard = {
    get: (target: Vfs, key: string): unknown => {
      const work: unknown = Reflect.get(target, key);
      if (typeof work !== 'function') return work;
      return (...given: unknown[]): unknown => {
        for (const path of given) if (typeof path === 'string' && path.includes('/')) check(path);
        return Reflect.apply(work, target, given);
      };
    },
  };
  return new Proxy(vfs, branded(guard));
}

/** Opens it as the program does, works in it, and closes it; the code of a refusal, or `opened`. */
async function live(vfs: Vfs, random: Random): Promise<string> {
  try {
    const session = await openSession(folder, { vfs, processStart: async () => '2' });
    const { document } = session;
    const overruns = new Set(overrunProblems(document));
    expect(documentProblems(document).filter((problem) => !overruns.has(problem))).toEqual([]);
    for (const { file, proxy = 'cache/none' } of Object.values(document.media))
      for (const path of [file, proxy]) expect(resolve(folder, path).startsWith(`${folder}/`)).toBe(true);
    await session.commitTimeline('Clear', { ...document.timeline, tracks: [] });
    await session.save();
    const versions = await listVersions(vfs, folder);
    const { id } = versions[random.below(versions.length)] ?? { id: 'none' };
    await readVersion(vfs, folder, id).catch(versionRefused);
    await session.close();
    // What was saved is what the next one opens.
    expect((await loadProject(vfs, folder)).document).toEqual(session.document);
    return 'opened';
  } catch (error) {
    return refusalCode(error);
  }
}

function refusalCode(error: unknown): string {
  if (error instanceof AppError && expected.has(error.code)) return error.code;
  throw error;
}

function versionRefused(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'input.option')) refusalCode(error);
}

test(`${runs} harmed projects are opened sound or refused in a sentence, without a hang and without leaving the folder`, async () => {
  const sound = await template();
  const outcomes = new Map<string, number>();
  let slowest = 0;
  for (let run = 0; run < runs; run += 1) {
    const random = randomFrom(seed * 1_000_003 + run);
    const vfs = sound.afterPowerCut(all);
    await harm(vfs, random);
    const strays: string[] = [];
    // Time of the processor, so that a busy machine is no hang.
    const began = process.cpuUsage();
    const outcome = await live(fenced(vfs, strays), random).catch((error: unknown) => {
      throw new Error(`Run ${run} of seed ${seed}`, { cause: error });
    });
    const { user, system } = process.cpuUsage(began);
    slowest = Math.max(slowest, (user + system) / 1000);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    expect(strays, `run ${run}`).toEqual([]);
    expect(slowest, `run ${run}`).toBeLessThan(1000);
  }
  expect({}).not.toHaveProperty('polluted');
  // Both ends happen, else the harm was none or all of it the same.
  const refused = (outcomes.get('project.invalid') ?? 0) + (outcomes.get('project.unreadable') ?? 0);
  expect(outcomes.get('opened')).toBeGreaterThan(runs / 20);
  expect(refused).toBeGreaterThan(runs / 20);
  if (runs > 1000)
    process.stdout.write(
      `${JSON.stringify({ runs, seed, slowestMs: slowest, ...Object.fromEntries(outcomes) })}\n`,
    );
}, 3_600_000);
