import { fileInput } from './ffmpeg-input.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import type { ColourTags, ProbedFile } from './probe-types.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';

/** What ffmpeg's decoder says of the first picture of a file. */
export interface FirstPicture {
  /** As stored. */
  readonly width: number;
  readonly height: number;
  /** Width of a pixel to its height; 1 where the file says nothing. */
  readonly pixelAspect: number;
  readonly alpha: boolean;
  readonly colour: ColourTags;
}

/** Pixel formats of ffmpeg that have an opacity: RGB with an A, YUV and grey with an A, palettes. */
const withAlpha = /^(argb|abgr|rgba|bgra|yuva|gbrap|ya\d|pal8|ayuv)/;
const onePicture = ['-map', '[out]', '-frames:v', '1', '-f', 'null', '-'];
const hdrTransfers = new Set(['smpte2084', 'arib-std-b67']);

/**
 * Decodes one picture and reads ffmpeg's own account of it (filter `showinfo`): the only way to know the pixel format of
 * a codec that no container names. Undefined where nothing could be decoded.
 *
 * @throws AppError `ffmpeg.failed`, `cancelled`
 */
export async function readFirstPicture(
  tool: FfmpegTool,
  file: Pick<ProbedFile, 'path' | 'demuxer'>,
  signal: AbortSignal,
): Promise<FirstPicture | undefined> {
  // A name of our own before it: text out of the file must not pass for what the filter says.
  const graph = '[0:v:0]showinfo@kinoloom=checksum=0[out]';
  let said = '';
  await runFfmpeg(
    tool,
    [...fileInput(file.path, file.demuxer), '-filter_complex', graph, ...onePicture],
    {
      failure: 'The first picture could not be decoded.',
      onSaid: (text) => {
        if (said.length < 1_000_000) said += text;
      },
    },
    signal,
  );
  return parsedFirst(said);
}

function parsedFirst(said: string): FirstPicture | undefined {
  const lines = said.split('\n').filter((line) => line.includes('showinfo@kinoloom @'));
  const shape = lines.map((line) => /fmt:(\w+).* sar:(\d+)\/(\d+) s:(\d+)x(\d+) /.exec(line)).find(Boolean);
  const tags = lines
    .map((line) => /color_space:(\S+) color_primaries:\S+ color_trc:(\S+)/.exec(line))
    .find(Boolean);
  if (shape === null || shape === undefined) return undefined;
  const [, format = '', across, down, width, height] = shape;
  const [, matrix = 'unknown', transfer = 'unknown'] = tags ?? [];
  const aspect = Number(across) / Number(down);
  return {
    width: Number(width),
    height: Number(height),
    pixelAspect: aspect > 0 && Number.isFinite(aspect) ? aspect : 1,
    alpha: withAlpha.test(format),
    colour: {
      // RGB has no matrix, whatever its tags.
      matrix: matrix === 'unknown' || matrix === 'gbr' ? undefined : matrix,
      highDynamicRange: hdrTransfers.has(transfer),
    },
  };
}
