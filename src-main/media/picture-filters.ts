import type { Size } from '../../src-shared/generation/request.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import type { ImageProbe, VideoProbe } from './probe-types.ts';

/** `cover` fills the frame and crops what is left over; `contain` shows all of it with black beside. */
export type Fit = 'cover' | 'contain';

/** Lanczos with exact rounding; chroma is interpolated in and out at full resolution. */
export const scalerFlags = 'lanczos+accurate_rnd+full_chroma_int+full_chroma_inp';

/** `exact` for pictures that are seen or conditioned on; `area` for those that are only measured, much smaller: half the work. */
export type Scaler = 'exact' | 'area';

/** How a picture of one size is laid into a frame of another, in whole pixels of the frame. */
export interface Placement {
  /** Size the whole picture is scaled to. */
  readonly scaled: Size;
  /** What is cut from the scaled picture: left and top edge; the cut has the smaller of both sizes. */
  readonly crop: Size & { readonly x: number; readonly y: number };
  /** Where it stands in the frame. */
  readonly at: { readonly x: number; readonly y: number };
}

/**
 * @param grid sizes and offsets are multiples of this: 2 for pictures with halved chroma, else 1.
 */
export function placePicture(picture: Size, frame: Size, fit: Fit, grid: 1 | 2): Placement {
  const across = frame.width / picture.width;
  const down = frame.height / picture.height;
  const factor = fit === 'cover' ? Math.max(across, down) : Math.min(across, down);
  // The side that decides the factor is met exactly; rounding must not leave a black or a missing line there.
  const edge = (length: number, limit: number, decides: boolean) =>
    decides ? limit : Math.max(grid, Math.round((length * factor) / grid) * grid);
  const scaled = {
    width: edge(picture.width, frame.width, factor === across),
    height: edge(picture.height, frame.height, factor === down),
  };
  const half = (rest: number) => Math.floor(rest / 2 / grid) * grid;
  return {
    scaled,
    crop: {
      width: Math.min(scaled.width, frame.width),
      height: Math.min(scaled.height, frame.height),
      x: half(Math.max(0, scaled.width - frame.width)),
      y: half(Math.max(0, scaled.height - frame.height)),
    },
    at: {
      x: half(Math.max(0, frame.width - scaled.width)),
      y: half(Math.max(0, frame.height - scaled.height)),
    },
  };
}

export function orientationFilters({ rotation, mirrored }: VideoProbe | ImageProbe): string[] {
  const turn = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[
    rotation
  ];
  return mirrored ? [...turn, 'hflip'] : turn;
}

/** Whether a picture may be seen through. */
export function mayBeClear(probe: VideoProbe | ImageProbe): boolean {
  return probe.kind === 'image' || probe.alpha;
}

/** Matrices a film is written with: BT.709, or the one of the person's own footage where a take begins or ends with it. */
export type FilmMatrix = 'bt709' | 'smpte170m';

/**
 * The matrix a file's YUV pictures have. One that says nothing is taken as Chromium takes it: BT.709 from 720 lines up,
 * BT.601 below. Undefined for RGB and for matrices we never write.
 */
export function matrixOf(probe: VideoProbe | ImageProbe): FilmMatrix | undefined {
  if (probe.kind === 'image' || probe.format === 'gif') return undefined;
  const { matrix } = probe.colour;
  if (matrix === 'bt709') return 'bt709';
  if (matrix === 'smpte170m' || matrix === 'bt470bg') return 'smpte170m';
  if (matrix !== undefined) return undefined;
  return Math.min(probe.codedWidth, probe.codedHeight) >= 720 ? 'bt709' : 'smpte170m';
}

/** HDR pictures are brought to the range of BT.709 by the Hable curve, where this ffmpeg has zimg. */
export function toneFilters(probe: VideoProbe | ImageProbe, filters: ReadonlySet<string>): string[] {
  if (probe.kind === 'image' || !probe.colour.highDynamicRange) return [];
  if (!filters.has('zscale') || !filters.has('tonemap')) return [];
  return [
    'zscale=transfer=linear:npl=100',
    'format=gbrpf32le',
    'zscale=primaries=bt709',
    'tonemap=hable:desat=0',
    'zscale=transfer=bt709:matrix=bt709:range=tv',
    'format=yuv444p10le',
  ];
}

export type PixelFormat = 'rgb24' | 'yuv420p' | 'yuv422p10le' | 'yuv444p';

export interface PictureTarget {
  readonly size: Size;
  readonly fit: Fit;
  /** Format of the finished pictures; YUV has limited range. */
  readonly format: PixelFormat;
  /** BT.709 where absent. */
  readonly matrix?: FilmMatrix;
  /** `exact` where absent. */
  readonly scaler?: Scaler;
}

function isHalved(format: PixelFormat): boolean {
  return format === 'yuv420p' || format === 'yuv422p10le';
}

/**
 * Filters that turn a file's stored pictures into frames of one size and format. Where nothing has to change (size, turn
 * and format are right already) the pictures go through untouched.
 */
export function pictureFilters(
  probe: VideoProbe | ImageProbe,
  target: PictureTarget,
  available: ReadonlySet<string>,
): string[] {
  const grid = isHalved(target.format) ? 2 : 1;
  const { scaled, crop, at } = placePicture(probe, target.size, target.fit, grid);
  // Pictures with transparency stand on black, as in the viewer; without this, what lies under it would show.
  const flatten = mayBeClear(probe) ? ['format=gbrap', 'premultiply=inplace=1', 'format=gbrp'] : [];
  const isRgb = target.format === 'rgb24';
  const scale = [
    `scale=${scaled.width}:${scaled.height}`,
    `flags=${target.scaler === 'area' ? 'area' : scalerFlags}`,
    // Said outright where it is known: only then does swscale see that pictures of the right size need no work at all.
    `in_color_matrix=${matrixOf(probe) ?? 'auto'}`,
    ...(isRgb ? [] : [`out_color_matrix=${target.matrix ?? 'bt709'}`, 'out_range=tv']),
  ].join(':');
  const isCut = crop.width !== scaled.width || crop.height !== scaled.height;
  const isPadded = crop.width !== target.size.width || crop.height !== target.size.height;
  return [
    ...orientationFilters(probe),
    ...toneFilters(probe, available),
    ...flatten,
    scale,
    `format=${target.format}`,
    ...(isCut ? [`crop=${crop.width}:${crop.height}:${crop.x}:${crop.y}`] : []),
    ...(isPadded ? [`pad=${target.size.width}:${target.size.height}:${at.x}:${at.y}:black`] : []),
    'setsar=1',
  ];
}

/**
 * RGB with its opacity multiplied in, and back. The range is said outright: without it these filters take red, green and blue
 * for limited, and black for 16.
 */
export const premultiplied = ['setparams=range=pc', 'premultiply=inplace=1'] as const;
export const unpremultiplied = ['setparams=range=pc', 'unpremultiply=inplace=1'] as const;

/** Gives frames the times 0, 1, 2 … at `rate`, whatever the container said, so that none is doubled or dropped. */
export function evenly(rate: Rate): string[] {
  return [`settb=${rate.den}/${rate.num}`, 'setpts=N', `fps=${rateText(rate)}`];
}
