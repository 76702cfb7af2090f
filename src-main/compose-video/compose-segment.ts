import { rateText } from '../../src-shared/time/rate.ts';
import type { Layer, LayerPassage } from '../../src-shared/timeline/stack.ts';
import { startFfmpeg } from '../media/ffmpeg-process.ts';
import type { FfmpegProcess } from '../media/ffmpeg-process.ts';
import { evenly, scalerFlags } from '../media/picture-filters.ts';
import { Graph, laidOver, layerPicture, passageOver } from './compose-graph.ts';
import type { Scene } from './compose-graph.ts';
import type { FrameFormat } from './picture-source.ts';

type Passing = Layer & { readonly passage: LayerPassage };

function isPassing(layer: Layer): layer is Passing {
  return layer.passage !== undefined;
}

/** Both sides of a passage stand together, everything else alone. */
function grouped(layers: readonly Layer[]): (Layer | readonly Passing[])[] {
  const groups: (Layer | Passing[])[] = [];
  for (const layer of layers) {
    const last = groups.at(-1);
    if (!isPassing(layer)) groups.push(layer);
    else if (Array.isArray(last) && last[0]?.passage.transition === layer.passage.transition)
      last.push(layer);
    else groups.push([layer]);
  }
  return groups;
}

/** From RGB as everything is put together in to what the film is coded from. */
function finishing({ pixelFormat }: FrameFormat): string[] {
  if (pixelFormat === 'rgb24') return ['format=rgb24'];
  return [`scale=flags=${scalerFlags}:out_color_matrix=bt709:out_range=tv`, `format=${pixelFormat}`];
}

/**
 * Starts putting layers together as raw frames of the film; it waits until somebody reads. Everything is done by one ffmpeg:
 * each layer is decoded, graded, scaled and laid in a frame of its own in RGB with 8 bits, then over those below it.
 *
 * @throws AppError `ffmpeg.failed`, `disk.full`, `cancelled`
 */
export async function startLayers(
  scene: Scene,
  layers: readonly Layer[],
  signal: AbortSignal,
): Promise<FfmpegProcess> {
  const { size, rate } = scene.format;
  const graph = new Graph();
  let picture = graph.chain(
    '',
    `color=c=black:s=${size.width}x${size.height}:r=${rateText(rate)}`,
    'format=gbrp',
    `trim=end_frame=${scene.length}`,
    'setsar=1',
    ...evenly(rate),
  );
  for (const group of grouped(layers)) {
    if ('content' in group) {
      const layer = await layerPicture(graph, scene, group);
      if (layer !== undefined) picture = laidOver(graph, picture, layer, group.blend);
    } else {
      picture = await passageOver(graph, scene, picture, group);
    }
  }
  graph.chains.push(`${picture}${[...finishing(scene.format), 'setsar=1'].join(',')}[out]`);
  const args = [
    ...graph.inputs,
    '-filter_complex',
    graph.chains.join(';'),
    '-map',
    '[out]',
    '-frames:v',
    String(scene.length),
    '-r',
    rateText(rate),
    '-f',
    'rawvideo',
    'pipe:1',
  ];
  const failure = 'The layers of the timeline could not be put together.';
  return startFfmpeg(scene.tool, args, { failure, output: 'data', folder: scene.folder }, signal);
}
