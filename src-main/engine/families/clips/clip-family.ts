import type { LtxManifest, SamplerName, WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { WindowState } from '../../run/denoise-window.ts';
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
  /** Threshold of the first-block cache; undefined: without it. */
  readonly cache: number | undefined;
  readonly checkpoint: () => Promise<void>;
  /** What is known has been read; the steps begin. */
  readonly onPrepared: () => Promise<void>;
  /** Where an earlier run was in this window. */
  readonly resume?: WindowState | undefined;
  /** After each step: the predicted clean latents, and what the window could go on from. */
  readonly onStep: (x0: Float32Array, state: WindowState) => Promise<void>;
}

/** What a walk through the noise levels gave, and what it took. */
export interface DenoisedClip {
  /** Clean latents of the window. */
  readonly tokens: Float32Array;
  /** Network evaluations. */
  readonly evaluations: number;
  /** Those of them that left out the blocks after the first. */
  readonly reused: number;
}

/** A window that was made and is not yet pictures. */
export interface MadeClip {
  /** As of `DenoisedClip`. */
  readonly evaluations: number;
  readonly reused: number;
  readonly latents: Float32Array;
}

/** A window whose latents become pictures. */
export interface DecodeJob {
  readonly bucket: Bucket;
  readonly count: number;
  readonly latents: Float32Array;
  readonly checkpoint: () => Promise<void>;
  /** Gets the planes [3, height, width] of every frame, by place in the window, in order; they are its own only then. */
  readonly take: (place: number, planes: Float32Array) => Promise<void>;
}

/** What a family adds to `executeClips`: its own levels, its network and codec, its latents as a preview takes them. */
export interface ClipFamily {
  readonly manifest: WanManifest | LtxManifest;
  readonly readWords: ReadWords;
  /** The model can know nothing but the two ends of a window (see `alignWindow`). */
  readonly endsOnly: boolean;
  levels(steps: number, strength: number): NoiseLevels;
  /** The prompts are read: their encoder, the largest part of most packs, goes before anything else comes. */
  wordsRead(): Promise<void>;
  /** @param first frame of the plan at which the window begins, which its noise is named by. */
  make(job: ClipJob, seed: string, first: number): Promise<MadeClip>;
  /** The same pictures from the same latents, whenever it is asked. @param first as `make` had it. */
  decode(job: DecodeJob, seed: string, first: number): Promise<void>;
  /** Values of the latents of a window of `count` frames. */
  values(bucket: Bucket, count: number): number;
  /** @param x0 predicted clean latents of a window of `count` frames, as `ClipJob.onStep` gets them. */
  strip(x0: Float32Array, bucket: Bucket, count: number): PreviewStrip;
}
