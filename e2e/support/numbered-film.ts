import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/media/resolve-ffmpeg.ts';
import { decodeAll, numberBits, writeNumberedClip } from '../../src-main/media/testing/numbered-clip.ts';
import type { Clip, Timeline, Track } from '../../src-shared/project/schema.ts';

/** Frames of a numbered film at 24 a second. */
const count = 192;
/** What delivered frames are read at. */
const size = { width: 240, height: 136 };

/** Eight seconds with sound in which every picture carries its number. Answers the path. */
export async function makeNumberedFilm(folder: string, name = 'harbour.mp4', from = 0): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { path: program } = await resolveFfmpeg();
  const path = join(folder, name);
  writeNumberedClip(program, path, {
    size: { width: 480, height: 270 },
    rate: '24',
    count,
    from,
    inputs: '-f lavfi -i sine=f=330:r=48000:d=8'.split(' '),
    encode: '-c:v libx264 -preset veryfast -crf 12 -g 12 -pix_fmt yuv420p -c:a aac -shortest'.split(' '),
  });
  return path;
}

/** One delivered picture: how bright each block of the number is, 0 to 255, and whether text lies over the middle. */
export interface ReadPicture {
  readonly blocks: readonly number[];
  readonly titled: boolean;
}

/** Every picture of a delivered film, decoded by ffmpeg alone. */
export async function readFilm(path: string): Promise<ReadPicture[]> {
  const { path: program } = await resolveFfmpeg();
  const scale = `scale=${size.width}:${size.height}:in_color_matrix=bt709`;
  const rgb = decodeAll(program, path, scale);
  const bytes = size.width * size.height * 3;
  return Array.from({ length: rgb.length / bytes }, (_, index) =>
    readPicture(rgb.subarray(index * bytes, (index + 1) * bytes)),
  );
}

function readPicture(rgb: Uint8Array): ReadPicture {
  const at = (x: number, y: number): number => rgb[(Math.round(y) * size.width + x) * 3] ?? -1;
  const block = (bit: number): number => Math.floor(((bit + 0.5) * size.width) / numberBits);
  // Above the middle, where no title lies.
  const blocks = Array.from({ length: numberBits }, (_, bit) => at(block(bit), size.height * 0.32));
  // Text has edges within blocks that are of one brightness without it.
  let edges = 0;
  for (let y = size.height * 0.46; y < size.height * 0.54; y += 1) {
    for (let bit = 0; bit < numberBits; bit += 1) {
      for (let x = block(bit) - 6; x < block(bit) + 6; x += 1) {
        if (Math.abs(at(x, y) - at(x + 1, y)) > 40) edges += 1;
      }
    }
  }
  return { blocks, titled: edges > 20 };
}

/** Brightness of each block of a source's picture; black where there is none. */
function blocksOf(number: number | undefined): number[] {
  return Array.from({ length: numberBits }, (_, bit) =>
    number !== undefined && (number >> bit) & 1 ? 255 : 0,
  );
}

/** The number a clip shows, also beside its ends, where a passage shows more of its source. */
function numberAt({ sourceIn, start }: Clip, frame: number): number {
  return sourceIn + frame - start;
}

function blocksOfTrack({ clips, transitions = [] }: Track, frame: number): number[] {
  const passage = transitions.find(
    ({ at, before, after }) => frame >= at - before && frame < at + after && before + after > 0,
  );
  if (passage === undefined) {
    const clip = clips.find(({ start, length }) => frame >= start && frame < start + length);
    return blocksOf(clip === undefined ? undefined : numberAt(clip, frame));
  }
  const { at, before, after } = passage;
  const leaving = clips.find(({ start, length }) => start + length === at);
  const coming = clips.find(({ start }) => start === at);
  const share = (frame + 0.5 - (at - before)) / (before + after);
  const from = blocksOf(leaving === undefined ? undefined : numberAt(leaving, frame));
  const to = blocksOf(coming === undefined ? undefined : numberAt(coming, frame));
  return from.map((value, bit) => value * (1 - share) + (to[bit] ?? 0) * share);
}

/**
 * Where a delivered film is not what its timeline asks for, as sentences; none = right in every frame. The expectation is
 * worked out here, from clips and dissolves alone, by nothing that delivery itself uses.
 *
 * @param from first frame of the timeline that is delivered
 */
export function differences(
  film: readonly ReadPicture[],
  { tracks }: Timeline,
  { from, to }: { readonly from: number; readonly to: number },
): string[] {
  const [ground, ...above] = tracks.filter(({ kind }) => kind === 'video');
  if (ground === undefined) throw new Error('The timeline has no picture track.');
  const found = film.length === to - from ? [] : [`${film.length} frames instead of ${to - from}`];
  for (const [index, { blocks, titled }] of film.entries()) {
    const frame = from + index;
    const wanted = blocksOfTrack(ground, frame);
    const isOff = wanted.some((value, bit) => Math.abs(value - (blocks[bit] ?? -999)) > 14);
    if (isOff)
      found.push(`frame ${frame} shows ${blocks.join(' ')} instead of ${wanted.map(Math.round).join(' ')}`);
    const isTitled = above.some(({ clips }) =>
      clips.some(
        ({ source, start, length }) => source.kind === 'title' && frame >= start && frame < start + length,
      ),
    );
    if (titled !== isTitled) found.push(`frame ${frame} has ${titled ? 'a' : 'no'} title`);
  }
  return found;
}
