import { framesOf } from '../../src-shared/quality/frame.ts';
import { holdLength } from '../../src-shared/quality/hold-length.ts';
import { readFrames } from '../media/read-frames.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { Footage } from './footage.ts';

/** Ten seconds at 24 show the habit of a clip; small pictures show whether they differ. */
const mostFrames = 240;
const size = { width: 128, height: 72 };

/** How many frames of a film show each picture: 3 in a take of eight pictures a second, 1 in a camera's footage. */
export async function holdOf(
  tool: FfmpegTool,
  footage: Footage | undefined,
  signal: AbortSignal,
): Promise<number> {
  if (footage === undefined || footage.kind === 'image') return 1;
  const count = Math.min(footage.frames, mostFrames);
  const indices = Array.from({ length: count }, (_, index) => index);
  return holdLength(framesOf(await readFrames(tool, footage, { indices, size, fit: 'cover' }, signal), size));
}
