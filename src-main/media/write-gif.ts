import { rateText } from '../../src-shared/time/rate.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import { fileInput } from './ffmpeg-input.ts';
import { runFfmpeg } from './ffmpeg-process.ts';
import type { FfmpegTool } from './resolve-ffmpeg.ts';

/**
 * Makes a GIF of a film (MOV): one palette for the whole of it, then ordered dither, which stands still where the picture
 * does. The film is read twice, so memory does not grow with its length.
 *
 * @param files `palette` is where the palette may be put.
 */
export async function writeGif(
  tool: FfmpegTool,
  { film, palette, rate }: { readonly film: string; readonly palette: string; readonly rate: Rate },
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const failure = 'The GIF could not be written.';
  const paletteArgs = ['-filter_complex', '[0:v:0]palettegen=stats_mode=full[out]', '-map', '[out]'];
  await runFfmpeg(
    tool,
    [
      ...fileInput(film, 'mov'),
      ...paletteArgs,
      '-frames:v',
      '1',
      '-c:v',
      'png',
      '-f',
      'image2pipe',
      '-y',
      `file:${palette}`,
    ],
    { failure },
    signal,
  );
  const graph = `[0:v:0][1:v:0]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle[out]`;
  const output = ['-map', '[out]', '-r', rateText(rate), '-loop', '0', '-f', 'gif', '-y', `file:${target}`];
  await runFfmpeg(
    tool,
    [...fileInput(film, 'mov'), ...fileInput(palette, 'png_pipe'), '-filter_complex', graph, ...output],
    { failure },
    signal,
  );
}
