import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipIdSchema, projectIdSchema, trackIdSchema } from '../../src-shared/lib/ids.ts';
import { emptyProject } from '../../src-shared/project/empty.ts';
import type { Media, ProjectDocument } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import { ingestFile } from '../library/ingest-file.ts';
import { probeMedia } from '../media/probe.ts';
import { resolveFfmpeg } from '../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { decodeAll, writeNumberedClip } from '../media/testing/numbered-clip.ts';
import { exportTimeline } from './export-timeline.ts';
import { onePass } from './one-pass.ts';
import { planRender } from './render-plan.ts';

const signal = new AbortController().signal;
const size = { width: 128, height: 72 };
const rate = { num: 30_000, den: 1001 };
let folder = '';
let tool: FfmpegTool;
let library: Media[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinoloom-one-pass-'));
  tool = await resolveFfmpeg();
  const make = async (name: string, clipRate: string, encode: string) => {
    const path = join(folder, name);
    writeNumberedClip(tool.path, path, {
      size,
      rate: clipRate,
      count: 60,
      from: 0,
      encode: encode.split(' '),
    });
    return ingestFile(tool, path, folder, { origin: 'imported' }, signal);
  };
  const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 2 -g 24';
  library = [
    await make('film.mp4', '24', h264),
    // Other tags than the film’s, which must not reach it.
    await make('tagged.mkv', '30000/1001', `${h264} -colorspace smpte170m -color_primaries smpte170m`),
  ];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Pieces of 6 frames, of both films in turn, with a gap of 3 frames after each. */
function timeline(pieces: number): ProjectDocument {
  const clips = Array.from({ length: pieces }, (_, index) => {
    const media = library[index % library.length];
    if (media === undefined) throw new Error('The fixture was not made.');
    return {
      id: clipIdSchema.parse(`clip-${index}`),
      name: 'Clip',
      source: { kind: 'media' as const, mediaId: media.id },
      start: frames(index * 9),
      length: frames(6),
      sourceIn: frames(index % 2 === 0 ? 3 : 30),
    };
  });
  return {
    ...emptyProject({ id: projectIdSchema.parse('project-1'), name: 'T', settings: { ...size, rate } }),
    media: Object.fromEntries(library.map((one) => [one.id, one])),
    timeline: {
      tracks: [{ id: trackIdSchema.parse('track-1'), kind: 'video', name: 'V1', clips }],
    },
  };
}

/** An ffmpeg that writes down how it is called, and may refuse to join pieces. */
async function watchedTool(
  name: string,
  refuses: boolean,
): Promise<{ tool: FfmpegTool; calls(): Promise<string[]> }> {
  const path = join(folder, `${name}.sh`);
  const log = join(folder, `${name}.log`);
  const refuse = refuses ? 'case "$*" in *concat=*) exit 1;; esac\n' : '';
  await writeFile(path, `#!/bin/sh\necho "$*" >> '${log}'\n${refuse}exec '${tool.path}' "$@"\n`);
  await chmod(path, 0o755);
  return {
    tool: { ...tool, path },
    calls: async () => (await readFile(log, 'utf8')).trim().split('\n'),
  };
}

async function deliver(with_: FfmpegTool, document: ProjectDocument, name: string): Promise<Buffer> {
  const out = join(folder, name);
  const find = (id: string) => join(folder, document.media[id]?.file ?? 'none');
  await exportTimeline(with_, document, find, { out }, { signal });
  return decodeAll(tool.path, out);
}

describe('a short timeline', () => {
  it('is decoded and coded by one program, frame for frame as piece by piece', async () => {
    const direct = await watchedTool('direct', false);
    const fallen = await watchedTool('fallen', true);
    const document = timeline(5);
    const one = await deliver(direct.tool, document, 'one.mp4');
    const many = await deliver(fallen.tool, document, 'many.mp4');
    expect(await direct.calls()).toHaveLength(1);
    // Refused once, then five decoders and the coder; the film is made all the same.
    expect((await fallen.calls()).length).toBe(7);
    expect(one.length).toBe(many.length);
    expect(one.equals(many)).toBe(true);
    expect(await probeMedia(join(folder, 'one.mp4'))).toMatchObject({
      frames: 42,
      rate,
      colour: { matrix: 'bt709' },
    });
  });
});

describe('the plan of one pass', () => {
  it('is made only of a few pieces, of YUV films, and of files that are neither turned nor HDR', async () => {
    const format = { size, rate, pixelFormat: 'yuv420p' as const };
    const plan = planRender(timeline(5));
    const probes = new Map(
      await Promise.all(
        library.map(async (one) => [one.id, await probeMedia(join(folder, one.file))] as const),
      ),
    );
    const made = onePass(tool, plan, format, 'contain', probes);
    expect(made?.count).toBe(5);
    expect(onePass(tool, plan, { ...format, pixelFormat: 'rgb24' }, 'contain', probes)).toBeUndefined();
    expect(onePass(tool, planRender(timeline(7)), format, 'contain', probes)).toBeUndefined();
    const [first] = library;
    const probe = first === undefined ? undefined : probes.get(first.id);
    if (first === undefined || probe?.kind !== 'video') throw new Error('The fixture is no film.');
    const turned = new Map([...probes, [first.id, { ...probe, rotation: 90 as const }]]);
    expect(onePass(tool, plan, format, 'contain', turned)).toBeUndefined();
    const bright = { ...probe, colour: { ...probe.colour, highDynamicRange: true } };
    expect(onePass(tool, plan, format, 'contain', new Map([...probes, [first.id, bright]]))).toBeUndefined();
  });
});
