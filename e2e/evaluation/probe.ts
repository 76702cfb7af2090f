import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Reading } from '../../src-shared/evaluation/judge.ts';
import type { Vocabulary } from '../../src-shared/evaluation/vocabulary.ts';
import type { RgbFrame } from '../../src-shared/quality/frame.ts';
import { meanChroma } from '../../src-shared/quality/lab.ts';
import { pictureToPlanes } from '../../src-main/engine/run/pixels.ts';

const ceilingSchema = z.record(z.string(), z.number());

const probeSchema = z.object({
  graph: z.string(),
  sha256: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  shrink: z.number().int(),
  frames: z.number().int(),
  step: z.number().int(),
  rate: z.number(),
  features: z.number().int(),
  heads: z.array(z.object({ name: z.string(), values: z.array(z.string()).min(2) })),
  trained: z.object({ clips: z.number(), minutes: z.number() }),
  ceiling: z.object({ clips: z.number(), trueRenders: ceilingSchema, wornRenders: ceilingSchema }),
});

export interface ProbeSight extends Reading {
  readonly logits: Float32Array;
  readonly features: Float32Array;
}

/** Reads what a clip shows: a network that was trained on true renders and never saw a generated one. */
export interface Probe {
  readonly vocabulary: Vocabulary;
  readonly description: z.infer<typeof probeSchema>;
  /** Ceilings on true renders by attribute, with `mean` and `all`. */
  readonly ceilings: ReadonlyMap<string, number>;
  /** Frames the probe takes, and the step between them in frames of a whole window. */
  readonly frames: number;
  readonly step: number;
  /** @param pictures exactly `frames` of them, of one size, 16:9 */
  read(pictures: readonly RgbFrame[]): Promise<ProbeSight>;
  release(): Promise<void>;
}

/** The pictures the probe looks at in a whole window of frames. */
export function looks(probe: Pick<Probe, 'frames' | 'step'>, clip: readonly RgbFrame[]): RgbFrame[] {
  return Array.from({ length: probe.frames }, (_, index) => {
    const frame = clip[Math.min(clip.length - 1, index * probe.step)];
    if (frame === undefined) throw new Error('There is nothing to look at.');
    return frame;
  });
}

/** Halves planes [3, height, width] by averaging `shrink` x `shrink` pixels. */
function averaged(planes: Float32Array, width: number, height: number, shrink: number): Float32Array {
  const [across, down] = [width / shrink, height / shrink];
  const out = new Float32Array(3 * across * down);
  for (let plane = 0; plane < 3; plane += 1) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const to = (plane * down + Math.floor(y / shrink)) * across + Math.floor(x / shrink);
        out[to] = (out[to] ?? 0) + (planes[(plane * height + y) * width + x] ?? 0);
      }
    }
  }
  for (let at = 0; at < out.length; at += 1) out[at] = (out[at] ?? 0) / (shrink * shrink);
  return out;
}

function highest(values: Float32Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return best;
}

export async function openProbe(folder: string, threads: number): Promise<Probe> {
  const description = probeSchema.parse(JSON.parse(await readFile(join(folder, 'probe.json'), 'utf8')));
  const bytes = await readFile(join(folder, description.graph));
  if (createHash('sha256').update(bytes).digest('hex') !== description.sha256) {
    throw new Error('The probe is not the one its description speaks of: make both again.');
  }
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: threads, logSeverityLevel: 3 });
  const { width, height, shrink, frames, step, heads } = description;
  const bucket = { aspect: '16:9', width: width * shrink, height: height * shrink };
  const plane = 3 * bucket.width * bucket.height;
  return {
    vocabulary: new Map(heads.map(({ name, values }) => [name, values])),
    description,
    ceilings: new Map(Object.entries(description.ceiling.trueRenders)),
    frames,
    step,
    async read(pictures) {
      const [first] = pictures;
      if (first === undefined || pictures.length !== frames)
        throw new Error(`The probe takes ${frames} pictures.`);
      if (first.width > bucket.width || first.height > bucket.height) {
        throw new Error(`The probe takes pictures of at most ${bucket.width}x${bucket.height}.`);
      }
      const visible = { width: first.width, height: first.height };
      const pixels = new Float32Array(frames * 3 * width * height);
      const large = new Float32Array(plane);
      for (const [index, { rgb }] of pictures.entries()) {
        pictureToPlanes(rgb, { ...bucket, visible }, large, 0);
        pixels.set(averaged(large, bucket.width, bucket.height, shrink), index * 3 * width * height);
      }
      const result = await session.run({ pixels: new Tensor('float32', pixels, [frames, 3, height, width]) });
      const [logits, features] = [floatsOf(result['logits']), floatsOf(result['features'])];
      const values = new Map<string, string>();
      let from = 0;
      for (const { name, values: names } of heads) {
        values.set(name, names[highest(logits.subarray(from, from + names.length))] ?? '');
        from += names.length;
      }
      const chroma = pictures.reduce((sum, picture) => sum + meanChroma(picture), 0) / pictures.length;
      return { values, chroma, logits, features };
    },
    release: () => session.release(),
  };
}

function floatsOf(tensor: { readonly data: unknown } | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('The probe gave no numbers.');
}
