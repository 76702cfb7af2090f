import type { LtxManifest, SamplerName, WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { Bucket } from '../../run/pixels.ts';
import type { PreviewStrip } from '../../run/run-reports.ts';
import type { NoiseLevels } from '../../samplers/noise-levels.ts';
import type { ReadWords, Words } from './words.ts';

/** One window to make, in the terms of every family whose codec codes whole clips. */
export interface ClipJob {
  readonly bucket: Bucket;
  /** Frames of the window: one and whole groups. */
  readonly count: number;
  /** Planes [3, height, width] in [-1, 1] of what is known, by place in the window. */
  readonly known: ReadonlyMap<number, Float32Array>;
  /** Planes of every frame, where the shot is made over an old one. */
  readonly source: readonly Float32Array[] | undefined;
  readonly words: Words;
  readonly unguided: Words;
  readonly levels: NoiseLevels;
  readonly sampler: SamplerName;
  readonly guidance: number;
  readonly checkpoint: () => Promise<void>;
  /** What is known has been read; the steps begin. */
  readonly onPrepared: () => Promise<void>;
  readonly onStep: (x0: Float32Array) => Promise<void>;
}

/** A window that was made and is not yet pictures. */
export interface MadeClip {
  /** Network evaluations it took. */
  readonly evaluations: number;
  /** Gives the planes [3, height, width] of every frame, by place in the window, in order; they are the caller's only then. */
  decode(take: (place: number, planes: Float32Array) => Promise<void>): Promise<void>;
}

/** What a family adds to `executeClips`: its own levels, its network and codec, its latents as a preview takes them. */
export interface ClipFamily {
  readonly manifest: WanManifest | LtxManifest;
  readonly readWords: ReadWords;
  /** The model can know nothing but the two ends of a window (see `alignWindow`). */
  readonly endsOnly: boolean;
  levels(steps: number, strength: number): NoiseLevels;
  /** The prompts are read. */
  wordsRead(): Promise<void>;
  /** @param first frame of the plan at which the window begins, which its noise is named by. */
  make(job: ClipJob, seed: string, first: number): Promise<MadeClip>;
  /** @param x0 predicted clean latents of a window of `count` frames, as `ClipJob.onStep` gets them. */
  strip(x0: Float32Array, bucket: Bucket, count: number): PreviewStrip;
}
