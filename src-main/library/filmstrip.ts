import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Media } from '../../src-shared/project/schema.ts';
import { commitPart, discardPart, writeFileAtomically } from '../files/atomic-write.ts';
import { makeFolderInside } from '../files/inside.ts';
import { nodeVfs } from '../files/node-vfs.ts';
import { partPathFor } from '../files/part-files.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import { runFfmpeg } from '../media/ffmpeg-process.ts';
import { pictureFilters } from '../media/picture-filters.ts';
import { probeMedia } from '../media/probe.ts';
import type { ImageProbe, VideoProbe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { mediaFile } from './media-file.ts';

/** One JPEG with small pictures of a clip in rows, left to right, top to bottom. */
const filmstripSchema = z.object({
  /** Inside the project folder. */
  file: z.string(),
  tileWidth: z.number().int().min(1),
  tileHeight: z.number().int().min(1),
  columns: z.number().int().min(1),
  count: z.number().int().min(1),
  /** Tile i shows frame i * step of the file. */
  step: z.number().int().min(1),
});
export type Filmstrip = z.infer<typeof filmstripSchema>;

const tileHeight = 72;
const columns = 16;
/** Every frame of ten seconds of film; a picture of some 2000 x 1100 pixels. */
const mostTiles = 240;
/** From here on only key pictures are decoded: the strip of an hour of film must not take minutes. */
const longClip = 3000;

function layoutOf(probe: VideoProbe | ImageProbe, file: string): Filmstrip {
  const count = probe.kind === 'image' ? 1 : probe.frames;
  const step = Math.ceil(count / mostTiles);
  const width = Math.round((tileHeight * probe.width) / probe.height / 2) * 2;
  return {
    file,
    tileWidth: Math.min(512, Math.max(8, width)),
    tileHeight,
    columns,
    count: Math.ceil(count / step),
    step,
  };
}

/** Picks every `step`-th frame. */
function pickFilters(probe: VideoProbe | ImageProbe, { step, count }: Filmstrip): string[] {
  if (probe.kind === 'image' || step === 1) return [];
  const isEven = !probe.variableRate && probe.frames < longClip;
  return isEven
    ? [`select=not(mod(n\\,${step}))`]
    : [`fps=${count}/${probe.seconds.toFixed(6)}:round=up:start_time=0`, `trim=end_frame=${count}`];
}

/** Where a filmstrip lies inside the project folder. */
export function filmstripFile({ sha256 }: Pick<Media, 'sha256'>): string {
  return `cache/filmstrips/${sha256.slice(0, 24)}.jpg`;
}

/**
 * Small pictures of a clip for the library and the timeline, made once and kept in `cache/filmstrips`.
 *
 * @throws AppError `input.file.*`, `disk.*`, `output.unwritable`, `ffmpeg.failed`, `cancelled`
 */
export async function filmstrip(
  findTool: () => Promise<FfmpegTool>,
  media: Pick<Media, 'file' | 'sha256' | 'name'>,
  projectFolder: string,
  signal: AbortSignal,
): Promise<Filmstrip> {
  const stem = media.sha256.slice(0, 24);
  const folder = await makeFolderInside(nodeVfs, projectFolder, ['cache', 'filmstrips']);
  const out = join(folder, `${stem}.jpg`);
  const notes = join(folder, `${stem}.json`);
  const known = await readNotes(notes, out);
  if (known !== undefined) return known;
  const probe = await probeMedia(await mediaFile(projectFolder, media), signal, findTool);
  if (probe.kind === 'audio') throw new AppError('input.file.format', 'Sound has no pictures.');
  const layout = layoutOf(probe, filmstripFile(media));
  const tool = await findTool();
  const size = { width: layout.tileWidth, height: tileHeight };
  const filters = [
    ...pickFilters(probe, layout),
    ...pictureFilters(probe, { size, fit: 'cover', format: 'rgb24' }, tool.filters),
    `tile=${Math.min(columns, layout.count)}x${Math.ceil(layout.count / columns)}`,
    'scale=out_color_matrix=bt601:out_range=pc',
    'format=yuvj420p',
  ];
  const isLong = probe.kind === 'video' && probe.frames >= longClip;
  const part = partPathFor(out);
  const input = probedInput(probe, isLong ? ['-skip_frame', 'nokey'] : []);
  const graph = `[0:v:0]${filters.join(',')}[out]`;
  const output = ['-map', '[out]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4'];
  try {
    await runFfmpeg(
      tool,
      [...input, '-filter_complex', graph, ...output, '-f', 'image2pipe', '-y', `file:${part}`],
      { failure: 'The small pictures of a clip could not be made.', isBackground: true },
      signal,
    );
  } catch (error) {
    await discardPart(nodeVfs, part);
    throw error;
  }
  await commitPart(nodeVfs, part, out);
  // Written last: without it the picture is made anew.
  await writeFileAtomically(nodeVfs, notes, JSON.stringify(layout));
  return layout;
}

async function readNotes(notes: string, picture: string): Promise<Filmstrip | undefined> {
  try {
    await nodeVfs.stat(picture);
    return filmstripSchema.parse(JSON.parse(new TextDecoder().decode(await nodeVfs.readFile(notes))));
  } catch {
    // Not made yet, or by another version: it is made anew.
    return undefined;
  }
}
