import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipIdSchema, mediaIdSchema, projectIdSchema, trackIdSchema } from '../../../src-shared/lib/ids.ts';
import { emptyProject } from '../../../src-shared/project/empty.ts';
import type { Clip, Media, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import type { Rate } from '../../../src-shared/time/rate.ts';
import type { FrameRange } from '../../../src-shared/timeline/frame-range.ts';
import { ingestFile } from '../../library/ingest-file.ts';
import { resolveFfmpeg } from '../../media/resolve-ffmpeg.ts';
import type { FfmpegTool } from '../../media/resolve-ffmpeg.ts';
import { decodeAll, numberOf, runForFixture, writeNumberedClip } from '../../media/testing/numbered-clip.ts';
import { exportTimeline } from '../export-timeline.ts';

export const size = { width: 120, height: 68 };
export const frameBytes = size.width * size.height * 3;
const signal = new AbortController().signal;

export type Look = Partial<Clip> & { readonly at?: number; readonly frames?: number; readonly from?: number };

/** Real footage in a folder of its own, timelines of it, and what their delivery shows, pixel for pixel. */
export interface Stage {
  readonly folder: string;
  readonly tool: FfmpegTool;
  readonly add: (file: string) => Promise<Media>;
  /** Lays a file into the library that lies in the folder already. */
  readonly put: (media: Media) => void;
  readonly film: (name: string, rate: string, first: number, count: number) => Promise<Media>;
  readonly clip: (media: Media | undefined, look?: Look) => Clip;
  readonly project: (
    layers: readonly (readonly Clip[])[],
    rest?: Partial<Track>,
    rate?: Rate,
  ) => ProjectDocument;
  /** Delivers as pictures without loss; one RGB frame after another. */
  readonly render: (document: ProjectDocument, range?: FrameRange) => Promise<Uint8Array[]>;
  readonly remove: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'kinoloom-layers-'));
  const tool = await resolveFfmpeg();
  const library = new Map<string, Media>();
  let count = 0;
  const add = async (file: string) => {
    const media = await ingestFile(tool, file, folder, { origin: 'imported' }, signal);
    library.set(media.id, media);
    return media;
  };
  const film = async (name: string, rate: string, first: number, length: number) => {
    const path = join(folder, `source-${name}`);
    const encode = '-c:v libx264 -preset ultrafast -qp 1 -pix_fmt yuv444p -bf 2 -g 24'.split(' ');
    writeNumberedClip(tool.path, path, { size, rate, count: length, from: first, encode });
    return add(path);
  };
  const clip = (
    media: Media | undefined,
    { at = 0, frames: length = 10, from = 0, ...look }: Look = {},
  ): Clip => {
    count += 1;
    return {
      id: clipIdSchema.parse(`clip-${count}`),
      name: 'Clip',
      source: { kind: 'media', mediaId: media?.id ?? mediaIdSchema.parse('none-at-all') },
      start: frames(at),
      length: frames(length),
      sourceIn: frames(from),
      ...look,
    };
  };
  const project: Stage['project'] = (layers, rest = {}, rate = { num: 24, den: 1 }) => ({
    ...emptyProject({ id: projectIdSchema.parse('project-1'), name: 'Test', settings: { ...size, rate } }),
    media: Object.fromEntries(library),
    timeline: {
      tracks: layers.map((clips, index) => ({
        id: trackIdSchema.parse(`track-${index}`),
        kind: 'video' as const,
        name: `V${index + 1}`,
        clips: [...clips],
        ...(index === 0 ? rest : {}),
      })),
    },
  });
  const render: Stage['render'] = async (document, range) => {
    count += 1;
    const find = (id: string) => join(folder, library.get(id)?.file ?? 'none');
    const out = join(folder, `shown-${count}.png`);
    const { files } = await exportTimeline(tool, document, find, { out, range }, { signal });
    const [only] = files;
    if (only !== undefined && files.length === 1) return [decodeAll(tool.path, only)];
    const pattern = join(folder, `shown-${count}-%04d.png`);
    const decode = '-f rawvideo -pix_fmt rgb24 pipe:1'.split(' ');
    const pixels = runForFixture(tool.path, ['-i', pattern, '-fps_mode', 'passthrough', ...decode]);
    return files.map((_file, index) => pixels.subarray(index * frameBytes, (index + 1) * frameBytes));
  };
  const put = (media: Media) => void library.set(media.id, media);
  return {
    folder,
    tool,
    add,
    put,
    film,
    clip,
    project,
    render,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Numbers frames carry. */
export function numbers(shown: readonly Uint8Array[]): number[] {
  return shown.map((frame) => numberOf(frame, size));
}

/** Red, green and blue of a pixel. */
export function pixel(frame: Uint8Array | undefined, x: number, y: number): number[] {
  const at = (y * size.width + x) * 3;
  return [...(frame?.subarray(at, at + 3) ?? [])];
}

/** A picture of one colour (or of a filter's making), written by ffmpeg. */
export function writePicture(
  tool: FfmpegTool,
  path: string,
  source: string,
  more: readonly string[] = [],
): void {
  // Said in RGB from the start: a colour that had been YUV would not be the one that was named.
  runForFixture(tool.path, ['-f', 'lavfi', '-i', source, '-frames:v', '1', ...more, '-y', path]);
}
