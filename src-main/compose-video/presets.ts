import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { shownName } from '../files/failures.ts';
import { containerOf, evenSize } from '../media/coding.ts';
import type { Container } from '../media/coding.ts';
import type { PixelFormat } from '../media/picture-filters.ts';

/** One way to deliver a timeline. */
export interface ExportPreset {
  readonly id: string;
  readonly name: string;
  readonly container: Container;
  readonly pixelFormat: Extract<PixelFormat, 'yuv420p' | 'yuv422p10le' | 'rgb24'>;
  /** Size of the film for a project of this size. */
  readonly size: (project: Size) => Size;
  readonly encode: readonly string[];
  /** Empty where the format has no sound. */
  readonly encodeSound: readonly string[];
}

/** The short edge becomes 1080 lines; the shape stays. */
function fullHd({ width, height }: Size): Size {
  const factor = 1080 / Math.min(width, height);
  const even = (length: number) => Math.round((length * factor) / 2) * 2;
  return { width: even(width), height: even(height) };
}

const bt709 = '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv'.split(' ');
const h264 = [...'-c:v libx264 -preset medium -crf 17 -profile:v high -pix_fmt yuv420p'.split(' '), ...bt709];
const aac = ['-c:a', 'aac', '-b:a', '256k'];

export const exportPresets: readonly ExportPreset[] = [
  {
    id: 'mp4-h264',
    name: 'H.264 project size',
    container: 'mp4',
    pixelFormat: 'yuv420p',
    size: evenSize,
    encode: h264,
    encodeSound: aac,
  },
  {
    id: 'mp4-h264-1080p',
    name: 'H.264 1080p',
    container: 'mp4',
    pixelFormat: 'yuv420p',
    size: fullHd,
    encode: h264,
    encodeSound: aac,
  },
  {
    id: 'mov-h264',
    name: 'H.264 in MOV',
    container: 'mov',
    pixelFormat: 'yuv420p',
    size: evenSize,
    encode: h264,
    encodeSound: aac,
  },
  {
    id: 'mov-prores',
    name: 'ProRes',
    container: 'mov',
    pixelFormat: 'yuv422p10le',
    size: evenSize,
    encode: [...'-c:v prores_ks -profile:v hq -vendor apl0 -pix_fmt yuv422p10le'.split(' '), ...bt709],
    encodeSound: ['-c:a', 'pcm_s24le'],
  },
  {
    id: 'webm-vp9',
    name: 'WebM',
    container: 'webm',
    pixelFormat: 'yuv420p',
    size: evenSize,
    encode: [
      ...'-c:v libvpx-vp9 -crf 24 -b:v 0 -deadline good -cpu-used 4 -row-mt 1 -tile-columns 1'.split(' '),
      ...'-pix_fmt yuv420p'.split(' '),
      ...bt709,
    ],
    encodeSound: ['-c:a', 'libopus', '-b:a', '192k'],
  },
  {
    id: 'gif',
    name: 'GIF',
    container: 'gif',
    pixelFormat: 'rgb24',
    size: (project) => project,
    // Kept losslessly until the palette of the whole film is known.
    encode: '-c:v libx264rgb -preset ultrafast -qp 0 -pix_fmt rgb24'.split(' '),
    encodeSound: [],
  },
  {
    id: 'png',
    name: 'PNG',
    container: 'png',
    pixelFormat: 'rgb24',
    size: (project) => project,
    encode: '-c:v png -compression_level 3 -pix_fmt rgb24'.split(' '),
    encodeSound: [],
  },
];

/**
 * The preset a person named, by id or by name; without one, the first whose container the output's ending asks for.
 *
 * @throws AppError `output.format` where ending and preset don't go together, `input.option` for an unknown preset.
 */
export function presetFor(out: string, wanted: string | undefined): ExportPreset {
  const container = containerOf(out);
  if (wanted === undefined) {
    const first = exportPresets.find((preset) => preset.container === container);
    if (first === undefined) throw new Error(`No preset for ${container}`);
    return first;
  }
  const text = wanted.trim().toLowerCase();
  const preset = exportPresets.find(({ id, name }) => id === text || name.toLowerCase() === text);
  if (preset === undefined)
    throw new AppError('input.option', `There is no preset “${shownName(wanted)}”.`, {
      hint: `Presets are: ${exportPresets.map(({ id }) => id).join(', ')}.`,
    });
  if (preset.container !== container)
    throw new AppError(
      'output.format',
      `The preset “${preset.name}” makes .${preset.container} files, and “${shownName(out)}” is none.`,
      { hint: `Name the output .${preset.container}, or choose another preset.` },
    );
  return preset;
}
