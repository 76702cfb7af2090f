import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { framesOf, type RgbFrame } from '../../src-shared/quality/frame.ts';
import { parsePromptSet, type PromptEntry } from '../../src-shared/evaluation/prompt-set.ts';
import { probeMedia } from '../../src-main/media/probe.ts';
import { readFrames } from '../../src-main/media/read-frames.ts';
import type { FfmpegTool } from '../../src-main/media/resolve-ffmpeg.ts';

const never = new AbortController().signal;

const referencesSchema = z.object({
  pool: z.number().int(),
  features: z.array(z.string()).length(2),
  diversity: z.object({
    shots: z.number(),
    seeds: z.number(),
    feature: z.number().gt(0),
    levels: z.number().gt(0),
  }),
  flicker: z.object({ mean: z.number(), p95: z.number() }),
});

/** What true renders measure, made by `python -m training probe`. */
export interface References {
  /** Two sets of probe features of true renders of held-out combinations. */
  readonly features: readonly [readonly Float32Array[], readonly Float32Array[]];
  readonly diversity: { readonly feature: number; readonly levels: number };
  readonly flicker: { readonly mean: number; readonly p95: number };
}

function floatsOf(text: string, rows: number): Float32Array[] {
  const bytes = Buffer.from(text, 'base64');
  const width = bytes.length / 4 / rows;
  if (!Number.isInteger(width)) throw new Error('The reference features are cut off.');
  return Array.from({ length: rows }, (_, row) =>
    Float32Array.from({ length: width }, (__, at) => bytes.readFloatLE((row * width + at) * 4)),
  );
}

export async function readReferences(folder: string): Promise<References> {
  const text = await readFile(join(folder, 'references.json'), 'utf8');
  const { features, pool, ...rest } = referencesSchema.parse(JSON.parse(text));
  const [first = '', second = ''] = features;
  return { ...rest, features: [floatsOf(first, pool), floatsOf(second, pool)] };
}

export async function readPromptSet(folder: string, name: string): Promise<PromptEntry[]> {
  const path = join(folder, 'prompts', `${name}.json`);
  return parsePromptSet(await readFile(path, 'utf8'), `${name}.json`);
}

async function readPicture(tool: FfmpegTool, path: string): Promise<RgbFrame> {
  const probe = await probeMedia(path);
  if (probe.kind !== 'image') throw new Error(`${path} is no picture.`);
  const size = { width: probe.width, height: probe.height };
  const rgb = await readFrames(tool, probe, { indices: [0], size, fit: 'cover' }, never);
  return { ...size, rgb };
}

const clipSchema = z.object({
  file: z.string(),
  frames: z.number().int().min(1),
  caption: z.string(),
  scene: z.record(z.string(), z.string()),
  reading: z.record(z.string(), z.string()),
  logits: z.array(z.number()),
  features: z.array(z.number()),
  flicker: z.number(),
});

/** A true render with what is in it and what the probe said of it in Python. */
export type TrueClip = Omit<z.infer<typeof clipSchema>, 'file' | 'frames'> & {
  readonly name: string;
  readonly frames: readonly RgbFrame[];
};

export async function readTrueClips(tool: FfmpegTool, folder: string): Promise<TrueClip[]> {
  const list = z
    .array(clipSchema)
    .parse(JSON.parse(await readFile(join(folder, 'clips', 'clips.json'), 'utf8')));
  const clips: TrueClip[] = [];
  for (const { file, frames, ...rest } of list) {
    const strip = await readPicture(tool, join(folder, 'clips', file));
    const size = { width: strip.width, height: strip.height / frames };
    clips.push({ ...rest, name: file, frames: framesOf(strip.rgb, size) });
  }
  return clips;
}

const pictureSchema = z.object({
  file: z.string(),
  caption: z.string(),
  scene: z.record(z.string(), z.string()).optional(),
  source: z.string().optional(),
});

/** A picture to begin a shot with. */
export interface FirstFrame extends Omit<z.infer<typeof pictureSchema>, 'file'> {
  readonly path: string;
  readonly picture: RgbFrame;
}

/** The pictures of a folder with a list of them: true renders (`first-frames`), or what is not of the world (`foreign`). */
export async function readFirstFrames(tool: FfmpegTool, folder: string, name: string): Promise<FirstFrame[]> {
  const list = await readFile(join(folder, name, `${name}.json`), 'utf8');
  const entries = z.array(pictureSchema).parse(JSON.parse(list));
  const pictures: FirstFrame[] = [];
  for (const { file, ...rest } of entries) {
    const path = join(folder, name, file);
    pictures.push({ ...rest, path, picture: await readPicture(tool, path) });
  }
  return pictures;
}
