import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { branded } from '../lib/brand.ts';
import { clipIdSchema, jobIdSchema, mediaIdSchema, projectIdSchema } from '../lib/ids.ts';
import { frames } from '../time/rate.ts';
import { emptyProject } from './empty.ts';
import { refuseHostileJson } from './hostile.ts';
import { documentProblems } from './invariants.ts';
import { migrated } from './migrations.ts';
import { parseProject, parseProjectText } from './parse.ts';
import { projectDocumentSchema, projectFormatVersion, relativePathSchema, type Timeline } from './schema.ts';
import { serialiseInPieces, serialiseProject } from './serialise.ts';
import { isPending, mediaLength, resolveSource, sourceLengthOf } from './sources.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const first = readFileSync(join(fixtures, 'version-1.json'), 'utf8');
const fixture = readFileSync(join(fixtures, 'version-2.json'), 'utf8');
const empty = emptyProject({ id: projectIdSchema.parse('project-1'), name: 'Test' });

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'none';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return /^[^\n]{10,160}\.$/.test(error.message) ? error.code : `no sentence: ${error.message}`;
  }
}

/** The fixture with one value replaced, by path. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const document: unknown = JSON.parse(fixture);
  let at = branded<Record<string | number, unknown>>(document);
  for (const key of path.slice(0, -1)) at = branded(at[key]);
  at[path.at(-1) ?? ''] = value;
  return document;
}

describe('a project file', () => {
  it('opens in every version there has been', () => {
    const files = readdirSync(fixtures);
    expect(files).toHaveLength(projectFormatVersion);
    for (const file of files) {
      const document = parseProjectText(readFileSync(join(fixtures, file), 'utf8'));
      expect(document.formatVersion).toBe(projectFormatVersion);
      expect(documentProblems(document)).toEqual([]);
    }
  });

  it('keeps fields this version does not know', () => {
    const again: unknown = JSON.parse(serialiseProject(parseProjectText(fixture)));
    expect(again).toEqual(JSON.parse(fixture));
  });

  it('means the same in version 2 as it did in version 1', () => {
    const before = branded<Record<string, unknown>>(JSON.parse(first));
    expect(parseProjectText(first)).toEqual({ ...before, formatVersion: 2 });
  });

  it('is the same after saving and opening', () => {
    const document = parseProjectText(fixture);
    expect(parseProjectText(serialiseProject(document))).toEqual(document);
    expect(parseProjectText(serialiseProject(empty))).toEqual(empty);
  });

  it('has the same text in pieces', () => {
    for (const document of [empty, parseProjectText(fixture)]) {
      const pieces = [...serialiseInPieces(document)];
      expect(pieces.join('')).toBe(serialiseProject(document));
    }
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.jsonValue(), (later, other) => {
        const document = branded<typeof empty>({ ...empty, later, bins: [{ other, none: undefined }] });
        expect([...serialiseInPieces(document)].join('')).toBe(serialiseProject(document));
      }),
    );
  });

  it('has one text for one document, in whatever order its fields came about', () => {
    const document = parseProjectText(fixture);
    const shuffled = parseProject(
      Object.fromEntries(
        Object.entries(document)
          .reverse()
          .map(([key, value]) => [key, value]),
      ),
    );
    expect(serialiseProject(shuffled)).toBe(serialiseProject(document));
    expect(Object.keys(branded<object>(JSON.parse(serialiseProject(document)))).slice(0, 5)).toEqual([
      'format',
      'formatVersion',
      'id',
      'revision',
      'name',
    ]);
  });

  it('has a published schema that is current', async () => {
    const schema = z.toJSONSchema(projectDocumentSchema, { io: 'input' });
    const titled = { title: 'Kinoloom project', ...schema };
    await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(
      '../../docs/project.schema.json',
    );
  });
});

describe('a bad project file', () => {
  it.each([
    ['no JSON', 'hello', 'project.unreadable'],
    ['nothing', '', 'project.unreadable'],
    ['one cut in half', fixture.slice(0, fixture.length / 2), 'project.unreadable'],
    ['something else in JSON', '{"a":1}', 'project.unreadable'],
    ['a list', '[]', 'project.unreadable'],
    ['null', 'null', 'project.unreadable'],
    ['one of a newer program', fixture.replace('"formatVersion": 2', '"formatVersion": 3'), 'project.newer'],
    ['version zero', fixture.replace('"formatVersion": 2', '"formatVersion": 0'), 'project.unreadable'],
    [
      'a prototype key',
      fixture.replace('"revision"', '"__proto__": {"polluted": 1}, "revision"'),
      'project.invalid',
    ],
    [
      'deep nesting',
      fixture.replace('"revision": 12', `"x": ${'['.repeat(5000)}${']'.repeat(5000)}`),
      'project.invalid',
    ],
    ['an endless text', fixture.replace('teal', 'x'.repeat(2_000_000)), 'project.invalid'],
  ])('%s is refused', (_name, text, code) => {
    expect(codeOf(() => parseProjectText(text))).toBe(code);
  });

  it.each<[string, readonly (string | number)[], unknown]>([
    ['an absolute path', ['media', 'take-1', 'file'], '/etc/passwd'],
    ['a drive letter', ['media', 'take-1', 'file'], 'C:/secret.mp4'],
    ['a path upwards', ['media', 'take-1', 'file'], 'media/../../secret.mp4'],
    ['a network path', ['media', 'take-1', 'file'], '\\\\server\\share'],
    ['the project’s own file as media', ['media', 'take-1', 'file'], 'project.json'],
    ['a proxy among the media', ['media', 'take-1', 'proxy'], 'media/a.mp4'],
    ['an id that is a path', ['media', 'take-1', 'id'], '../take'],
    ['half a frame', ['timeline', 'tracks', 0, 'clips', 0, 'start'], 0.5],
    ['a negative start', ['timeline', 'tracks', 0, 'clips', 0, 'start'], -1],
    ['a clip without length', ['timeline', 'tracks', 0, 'clips', 0, 'length'], 0],
    ['clips that overlap', ['timeline', 'tracks', 0, 'clips', 0, 'length'], 61],
    ['a clip that is there twice', ['timeline', 'tracks', 0, 'clips', 1, 'id'], 'clip-1'],
    ['a clip of missing media', ['timeline', 'tracks', 0, 'clips', 0, 'source', 'mediaId'], 'nothing'],
    ['a result that is not there', ['results', 'job-1'], 'nothing'],
    ['a result every object has', ['results', 'job-1'], 'constructor'],
    ['a picture on a sound track', ['timeline', 'tracks', 0, 'kind'], 'audio'],
    ['a rate of zero', ['settings', 'rate', 'num'], 0],
    ['a wrong type', ['timeline', 'tracks'], 'none'],
    ['too many clips', ['timeline', 'tracks', 0, 'clips'], Array.from({ length: 300_000 }, () => null)],
  ])('%s is refused', (_name, path, value) => {
    expect(codeOf(() => parseProject(changed(path, value)))).toBe('project.invalid');
  });

  it('never gives anything but a document or a refusal, whatever is changed in it, and quickly', () => {
    const characters = fixture.split('');
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(characters.length - 1),
            fc.constantFrom('"', '{', '}', '[', ',', '0', '9e9', '-', 'null', 'x'),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (edits) => {
          const text = [...characters];
          for (const [at, character] of edits) text[at] = character;
          expect(['none', 'project.unreadable', 'project.invalid', 'project.newer']).toContain(
            codeOf(() => parseProjectText(text.join(''))),
          );
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('does not touch prototypes', () => {
    codeOf(() => parseProjectText(fixture.replace('"revision"', '"__proto__": {"polluted": 1}, "revision"')));
    expect({}).not.toHaveProperty('polluted');
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(() => refuseHostileJson(JSON.parse(`{"a": [{"${key}": 1}]}`))).toThrow(AppError);
    }
  });
});

describe('paths in a project', () => {
  it.each(['media/a.mp4', 'takes/x y/ä.mp4', 'media/...mp4', 'a'])('%s stays inside', (path) => {
    expect(relativePathSchema.safeParse(path).success).toBe(true);
  });

  it.each(['', '/a', '\\a', 'C:a', 'c:\\a', '..', 'a/../b', './a', 'a//b', 'a/', 'a\\b'])(
    '%j is refused',
    (path) => {
      expect(relativePathSchema.safeParse(path).success).toBe(false);
    },
  );
});

describe('migration', () => {
  it('goes step by step to the current version', () => {
    const steps = {
      1: (document: Readonly<Record<string, unknown>>) => ({ ...document, first: true }),
      2: (document: Readonly<Record<string, unknown>>) => ({ ...document, second: document['first'] }),
    };
    const document = migrated({ format: 'kinoloom-project', formatVersion: 1 }, steps, 3);
    expect(document).toEqual({ format: 'kinoloom-project', formatVersion: 3, first: true, second: true });
  });

  it('has a step for every earlier version', () => {
    for (let version = 1; version <= projectFormatVersion; version += 1) {
      expect(migrated({ format: 'kinoloom-project', formatVersion: version })).toBeTruthy();
    }
    expect(() => migrated({ format: 'kinoloom-project', formatVersion: 1 }, {}, 2)).toThrow(AppError);
  });
});

describe('what a clip shows', () => {
  const document = parseProjectText(fixture);
  const [take, delivered, forming] = document.timeline.tracks[0]?.clips ?? [];

  it('is found through the library and through the results of jobs', () => {
    const names = [take, delivered, forming].map((clip) =>
      clip === undefined ? 'no clip' : resolveSource(document, clip.source)?.id,
    );
    expect(names).toEqual(['take-1', 'take-1', undefined]);
    expect(forming === undefined ? undefined : isPending(document, forming)).toBe(true);
  });

  it('has the length of its media at the rate of the project, or what was asked for', () => {
    const lengths = [take, delivered, forming].map((clip) =>
      clip === undefined ? 0 : sourceLengthOf(document, clip),
    );
    expect(lengths).toEqual([48, 48, 24]);
    const footage = document.media[mediaIdSchema.parse('footage-1')];
    expect(footage === undefined ? 0 : mediaLength(document, footage)).toBe(240);
  });

  it('is not found under names every object has', () => {
    const source = { kind: 'job' as const, jobId: jobIdSchema.parse('constructor') };
    expect(resolveSource(document, source)).toBeUndefined();
  });
});

describe('an empty project', () => {
  it('is sound and takes the settings it is given', () => {
    expect(documentProblems(empty)).toEqual([]);
    expect(projectDocumentSchema.safeParse(empty).success).toBe(true);
    const settings = { rate: { num: 25, den: 1 }, width: 1080, height: 1920 };
    expect(emptyProject({ id: empty.id, name: 'Other', settings }).settings).toEqual(settings);
  });

  it('is called unsound when a clip reaches past its source', () => {
    const document = parseProjectText(fixture);
    const [track] = document.timeline.tracks;
    const clip = track?.clips[0];
    const long = { ...clip, id: clipIdSchema.parse('clip-1'), length: frames(60) };
    const timeline = branded<Timeline>({ tracks: [{ ...track, clips: [long] }] });
    expect(documentProblems({ ...document, timeline })).toEqual(['clip clip-1 reaches past its source']);
  });
});
