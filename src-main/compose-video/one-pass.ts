import type { MediaId } from '../../src-shared/lib/ids.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import { evenly, pictureFilters } from '../media/picture-filters.ts';
import type { Fit } from '../media/picture-filters.ts';
import type { ImageProbe, Probe, VideoProbe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { shownFrames } from '../media/shown-frames.ts';
import type { FrameFormat } from './picture-source.ts';
import type { PictureSegment, RenderPlan } from './render-plan.ts';

/** What the encoder is told to read where it decodes the pictures itself. */
export interface OnePass {
  /** Options of the inputs; sound may follow as input number `count`. */
  readonly inputs: readonly string[];
  readonly count: number;
  /** A filter graph that ends in `[out]`. */
  readonly graph: string;
}

/** Each piece opens a file and a decoder of its own for the whole run, so only a short list is read this way. */
const mostPieces = 12;

/**
 * Nothing of the sources but their pixels reaches the encoder, as if they had come through a pipe: no captions, no
 * interlacing, no colours but those the film has. All pieces say the same, so that joining them converts nothing.
 */
const onlyPixels =
  'sidedata=mode=delete,setparams=field_mode=prog:color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv';

/** What a stream, not a frame, carries can't be taken off: turns, and the measures of an HDR picture. */
function isPlain(probe: VideoProbe | ImageProbe): boolean {
  return (
    probe.rotation === 0 && !probe.mirrored && (probe.kind === 'image' || !probe.colour.highDynamicRange)
  );
}

function blackChain({ size, rate, pixelFormat }: FrameFormat, length: number): string {
  return [
    `color=black:size=${size.width}x${size.height}:rate=${rateText(rate)}`,
    `format=${pixelFormat}`,
    ...evenly(rate),
    `trim=end_frame=${length}`,
    'setsar=1',
  ].join(',');
}

/**
 * The pictures of a plan as inputs and filters of one ffmpeg, which saves passing every raw frame through two pipes and a
 * program for every piece. Undefined where that is not exactly the same or would open too much; then each piece is decoded
 * by a program of its own.
 *
 * Every piece is cut to its length, so a film that has all its frames has each piece's.
 */
export function onePass(
  tool: FfmpegTool,
  plan: RenderPlan,
  format: FrameFormat,
  fit: Fit,
  probes: ReadonlyMap<MediaId, Probe>,
): OnePass | undefined {
  // RGB films are made of exact pixels without tags, which some coders write into every picture.
  if (format.pixelFormat === 'rgb24' || plan.pictures.length > mostPieces) return undefined;
  const inputs: string[] = [];
  const chains: string[] = [];
  let count = 0;
  const piece = ({ length, show }: PictureSegment): string | undefined => {
    if (show === null) return blackChain(format, length);
    const probe = probes.get(show.mediaId);
    if (probe === undefined || probe.kind === 'audio' || !isPlain(probe)) return undefined;
    const { before, filters } = shownFrames(probe, format.rate, show.sourceIn, length);
    const target = { size: format.size, fit, format: format.pixelFormat };
    inputs.push(...probedInput(probe, before));
    count += 1;
    return [`[${count - 1}:v:0]${filters.join(',')}`, ...pictureFilters(probe, target, tool.filters)].join(
      ',',
    );
  };
  for (const [index, segment] of plan.pictures.entries()) {
    const chain = piece(segment);
    if (chain === undefined) return undefined;
    chains.push(`${chain},${onlyPixels}[p${index}]`);
  }
  const labels = plan.pictures.map((_, index) => `[p${index}]`).join('');
  const join = [`${labels}concat=n=${plan.pictures.length}:v=1:a=0`, ...evenly(format.rate)].join(',');
  return { inputs, count, graph: `${chains.join(';')};${join}[out]` };
}
