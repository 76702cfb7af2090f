import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { WanManifest } from '../../../../src-shared/pack/schema.ts';
import type { Codec } from './codec.ts';
import { joinTokens, planesToTokens, type WanGrid } from './layout.ts';

/** What the user gave, as one window of the model sees it. */
export interface KnownPictures {
  /** Frames of the window. */
  readonly count: number;
  /** Planes [3, height, width] in [-1, 1] by place in the window. */
  readonly pictures: ReadonlyMap<number, Float32Array>;
  readonly width: number;
  readonly height: number;
}

/** How what is known reaches the network, worked out once for a window. */
export interface Condition {
  /** Clean tokens of the latent frames that are held clean the whole way; undefined where a frame is made. */
  readonly clean: readonly (Float32Array | undefined)[];
  /** Whether the network is told of them as clean, or sees them at the noise level of all the others. */
  readonly clearly: boolean;
  /** Joined to each token behind its own values: [tokens of the window, width]. */
  readonly joined: Float32Array | undefined;
  /** The control stream of VACE: [tokens of the window, width]. */
  readonly control: Float32Array | undefined;
}

/** Which places a model can be given; the end of a sentence where it was not trained on these. */
function unknowable(
  knowable: WanManifest['knowable'],
  count: number,
  places: readonly number[],
): string | undefined {
  const inHead = places.every((place, at) => place === at);
  switch (knowable) {
    case 'none':
      return places.length === 0 ? undefined : 'it makes shots from words alone';
    case 'first':
      return places.length <= 1 && inHead ? undefined : 'it can be given the first frame and nothing else';
    case 'first-last':
      return places.every((place) => place === 0 || place === count - 1)
        ? undefined
        : 'it can be given the first and the last frame and nothing between';
    case 'head':
      return inHead ? undefined : 'it can only continue what is given at the beginning';
    case 'any':
      return undefined;
    default:
      return undefined;
  }
}

interface Work {
  readonly manifest: WanManifest;
  readonly codec: Codec;
  readonly grid: WanGrid;
  readonly known: KnownPictures;
  readonly between: () => Promise<void>;
}

/** Tokens of a clip in which only some pictures are there; the others are `blank`. */
async function encodeClip(work: Work, frames: number, shows: (place: number) => boolean) {
  const { known, codec, grid, between } = work;
  // Zero is neither black nor white: what the models were trained to see where nothing is known.
  const blank = new Float32Array(3 * known.width * known.height);
  const picture = (at: number) => (shows(at) ? known.pictures.get(at) : undefined) ?? blank;
  const latents = await codec.encode(picture, frames, known, between);
  return latents.map((planes) => planesToTokens(planes, grid));
}

function nothing(frames: number): (Float32Array | undefined)[] {
  return Array.from({ length: frames }, () => undefined);
}

/** A tile [tokens, channels * patch] in which each channel has one value. */
function flatTokens(channels: readonly number[], { tokenRows, tokenColumns, patch }: WanGrid): Float32Array {
  const width = channels.length * patch;
  return Float32Array.from({ length: tokenRows * tokenColumns * width }, (_, at) => {
    return channels[Math.floor((at % width) / patch)] ?? 0;
  });
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Known frames at the beginning, encoded by themselves: a causal codec sees nothing after them anyway. */
async function cleanHead(work: Work, clearly: boolean): Promise<Condition> {
  const { manifest, grid, known } = work;
  const head = known.pictures.size;
  // A latent frame is known when all its pictures are.
  const frames = head === 0 ? 0 : Math.floor((head - 1) / manifest.latent.temporal.factor) + 1;
  const clean = await encodeClip(work, frames, () => true);
  return {
    clean: [...clean, ...nothing(grid.frames - frames)],
    clearly,
    joined: undefined,
    control: undefined,
  };
}

/** Image-to-video models: mask (1 = known, a channel per picture of the group) and the encoded clip beside the noise. */
async function maskBeside(work: Work): Promise<Condition> {
  const { manifest, grid, known } = work;
  const { factor } = manifest.latent.temporal;
  const clip = await encodeClip(work, grid.frames, () => true);
  const tokens = grid.tokenRows * grid.tokenColumns;
  const joined = clip.map((encoded, frame) => {
    const mask = Array.from({ length: factor }, (_, at) => {
      // The first picture stands for its whole group.
      const place = frame === 0 ? 0 : (frame - 1) * factor + 1 + at;
      return known.pictures.has(place) ? 1 : 0;
    });
    return joinTokens([flatTokens(mask, grid), encoded], tokens);
  });
  return {
    clean: nothing(grid.frames),
    clearly: false,
    joined: concatenated(joined),
    control: undefined,
  };
}

/** VACE: what stays, what is to be changed and the mask (1 = make), as a stream of its own. */
async function sideStream(work: Work): Promise<Condition> {
  const { manifest, grid, known } = work;
  const stays = await encodeClip(work, grid.frames, () => true);
  const changes = await encodeClip(work, grid.frames, () => false);
  const tokens = grid.tokenRows * grid.tokenColumns;
  const maskChannels = (manifest.transformer.control?.channels ?? 0) - 2 * manifest.latent.channels;
  const control = stays.map((encoded, frame) => {
    // The mask's frames are picked, not averaged: the one nearest to the middle of the latent frame's share.
    const place = Math.floor(((frame + 0.5) * known.count) / grid.frames);
    const mask = Array.from({ length: maskChannels }, () => (known.pictures.has(place) ? 0 : 1));
    return joinTokens([encoded, changes[frame] ?? encoded, flatTokens(mask, grid)], tokens);
  });
  return {
    clean: nothing(grid.frames),
    clearly: false,
    joined: undefined,
    control: concatenated(control),
  };
}

/**
 * Works out how what is known reaches the network.
 *
 * @throws AppError `pack.operation` where the model was not trained on what it is given.
 */
export async function conditionOf(work: Work): Promise<Condition> {
  const { manifest, known, grid } = work;
  const places = [...known.pictures.keys()].sort((a, b) => a - b);
  const problem = unknowable(manifest.knowable, known.count, places);
  if (problem !== undefined) {
    throw new AppError('pack.operation', `This model can’t make that shot: ${problem}.`, {
      hint: 'Choose another model, or another way to make the shot.',
    });
  }
  switch (manifest.conditioning) {
    case 'concat_mask':
      return maskBeside(work);
    case 'vace':
      return sideStream(work);
    case 'token_t':
    case 'replace':
      return places.length === 0
        ? { clean: nothing(grid.frames), clearly: false, joined: undefined, control: undefined }
        : cleanHead(work, manifest.conditioning === 'token_t');
    default:
      return cleanHead(work, false);
  }
}
