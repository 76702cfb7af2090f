import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import type { Blend } from '../../src-shared/project/clip-look.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { coverage, evenWeights, acrossWeights, downWeights, weightsInput } from './weights.ts';
import type { Weights } from './weights.ts';
import { progressAt } from '../../src-shared/timeline/passages.ts';
import { opacityAt, shareOf, transformAt } from '../../src-shared/timeline/stack.ts';
import type { Layer, LayerPassage } from '../../src-shared/timeline/stack.ts';
import { probedInput } from '../media/ffmpeg-input.ts';
import {
  evenly,
  matrixOf,
  mayBeClear,
  orientationFilters,
  placePicture,
  premultiplied,
  scalerFlags,
  toneFilters,
  unpremultiplied,
} from '../media/picture-filters.ts';
import type { Fit } from '../media/picture-filters.ts';
import type { Probe } from '../media/probe-types.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import { geometryOf } from './geometry.ts';
import { gradeFilters } from './grade-filters.ts';
import { pickedFrames } from './picked-frames.ts';
import type { FrameFormat } from './picture-source.ts';
import { titleChains } from './title-chains.ts';

/** Everything a stretch of layers needs to be drawn. */
export interface Scene {
  readonly tool: FfmpegTool;
  readonly format: FrameFormat;
  readonly fit: Fit;
  readonly probes: ReadonlyMap<MediaId, Probe>;
  /** Paths of colour tables. */
  readonly tables: ReadonlyMap<MediaId, string>;
  /** Folder for what is made on the way. The program runs in it, so that filters name files without a path. */
  readonly folder: string;
  /** Beginning of the names of this stretch's files in it. */
  readonly name: string;
  /** First frame of the stretch on the timeline, and how many it has. */
  readonly start: number;
  readonly length: number;
}

/** A graph under construction: inputs, chains, and labels nobody else has. */
export class Graph {
  readonly inputs: string[] = [];
  readonly chains: string[] = [];
  #inputs = 0;
  #labels = 0;

  input(args: readonly string[]): string {
    this.inputs.push(...args);
    this.#inputs += 1;
    return `[${this.#inputs - 1}:v:0]`;
  }

  label(): string {
    this.#labels += 1;
    return `[l${this.#labels}]`;
  }

  /** Adds a chain from `from` through the filters, and gives back where it ends. */
  chain(from: string, ...filters: readonly string[]): string {
    const to = this.label();
    this.chains.push(`${from}${filters.join(',')}${to}`);
    return to;
  }

  /** The same picture twice. */
  twice(from: string): [string, string] {
    const [one, two] = [this.label(), this.label()];
    this.chains.push(`${from}split${one}${two}`);
    return [one, two];
  }
}

/** Multiplies weights into the opacity of a picture of the given size. */
async function withWeights(
  graph: Graph,
  scene: Scene,
  picture: string,
  size: { readonly width: number; readonly height: number },
  weights: Weights,
): Promise<string> {
  const path = join(scene.folder, `${scene.name}-${graph.label().slice(1, -1)}.weights`);
  const { rate } = scene.format;
  const input = graph.input(await weightsInput(path, weights, scene.length, rate));
  const spread = graph.chain(
    input,
    ...evenly(rate),
    `scale=${size.width}:${size.height}:flags=neighbor`,
    'format=gray',
  );
  const [colour, opacity] = graph.twice(picture);
  const before = graph.chain(opacity, 'alphaextract', 'format=gray');
  const after = graph.chain(`${before}${spread}`, 'blend=all_mode=multiply');
  return graph.chain(`${colour}${after}`, 'alphamerge');
}

/** Opacity, fades and crops of a clip, on its picture as scaled. */
async function withLook(
  graph: Graph,
  scene: Scene,
  picture: string,
  size: { readonly width: number; readonly height: number },
  { clip, at }: Layer,
): Promise<string> {
  const frames = Array.from({ length: scene.length }, (_, frame) => ({
    opacity: opacityAt(clip, at + frame),
    ...transformAt(clip, at + frame),
  }));
  let made = picture;
  const across = frames.some(({ cropLeft, cropRight }) => cropLeft > 0 || cropRight > 0);
  const down = frames.some(({ cropTop, cropBottom }) => cropTop > 0 || cropBottom > 0);
  if (across) {
    const columns = acrossWeights(size.width, (frame) => {
      const { cropLeft = 0, cropRight = 0 } = frames[frame] ?? {};
      return coverage(size.width, cropLeft, 1 - cropRight);
    });
    made = await withWeights(graph, scene, made, size, columns);
  }
  if (down) {
    const rows = downWeights(size.height, (frame) => {
      const { cropTop = 0, cropBottom = 0 } = frames[frame] ?? {};
      return coverage(size.height, cropTop, 1 - cropBottom);
    });
    made = await withWeights(graph, scene, made, size, rows);
  }
  if (frames.every(({ opacity }) => opacity === 1)) return made;
  return withWeights(
    graph,
    scene,
    made,
    size,
    evenWeights((frame) => frames[frame]?.opacity ?? 0),
  );
}

/** One layer in a frame of its own, with straight opacity; undefined where nothing of it is in the frame. */
export async function layerPicture(graph: Graph, scene: Scene, layer: Layer): Promise<string | undefined> {
  const { content, clip, colour, at } = layer;
  const { size, rate } = scene.format;
  if (content.kind === 'title') {
    const geometry = geometryOf(size, size, size, layer);
    if (geometry.place === null) return undefined;
    const scaled = `scale=${geometry.scaled.width}:${geometry.scaled.height}:flags=${scalerFlags}`;
    const text = await titleChains(graph, scene, content.title);
    const straight = graph.chain(text, scaled, 'format=gbrap', ...gradeFilters(colour, undefined));
    const looked = await withLook(graph, scene, straight, geometry.scaled, layer);
    return graph.chain(looked, ...geometry.place, 'null', ...evenly(rate));
  }
  if (content.kind !== 'media') return undefined;
  const probe = scene.probes.get(content.mediaId);
  if (probe === undefined || probe.kind === 'audio') throw new Error('A picture without pictures');
  const fitted = placePicture(probe, size, scene.fit, 1).scaled;
  const geometry = geometryOf(fitted, probe, size, layer);
  if (geometry.place === null) return undefined;
  const { before, filters } = pickedFrames(probe, rate, clip, at, scene.length);
  const input = graph.input(probedInput(probe, before));
  const { width, height } = geometry.scaled;
  const isClear = mayBeClear(probe);
  const scale = `scale=${width}:${height}:flags=${scalerFlags}:in_color_matrix=${matrixOf(probe) ?? 'auto'}`;
  const picture = graph.chain(
    input,
    ...filters,
    ...orientationFilters(probe),
    ...toneFilters(probe, scene.tool.filters),
    // Transparent pixels have a colour too, which must not bleed into their neighbours.
    ...(isClear ? ['format=gbrap', ...premultiplied, scale, 'format=gbrap', ...unpremultiplied] : [scale]),
    'format=gbrap',
    'setsar=1',
    ...gradeFilters(colour, await tableName(scene, layer)),
  );
  const looked = await withLook(graph, scene, picture, geometry.scaled, layer);
  return graph.chain(looked, ...geometry.place, 'null', ...evenly(rate));
}

async function tableName(scene: Scene, { colour }: Layer): Promise<string | undefined> {
  if (colour?.lut === undefined) return undefined;
  const path = scene.tables.get(colour.lut);
  if (path === undefined) return undefined;
  // Ids are letters, digits and dashes: a name that means nothing else in a filter graph.
  const name = `table-${colour.lut}.cube`;
  await copyFile(path, join(scene.folder, name));
  return name;
}

const blendFilters: Readonly<Record<Exclude<Blend, 'normal'>, string>> = {
  multiply: 'all_mode=multiply',
  screen: 'all_mode=screen',
  overlay: 'all_mode=overlay',
  darken: 'all_mode=darken',
  lighten: 'all_mode=lighten',
  add: 'all_mode=addition',
  difference: 'all_mode=difference',
  exclusion: 'all_mode=exclusion',
  'hard-light': 'all_mode=hardlight',
  // W3C's curve; A is what lies below, B the layer.
  'soft-light':
    "all_expr='if(lte(B,127.5),A-(1-2*B/255)*A*(1-A/255)," +
    "A+(2*B/255-1)*255*(if(lte(A,63.75),((16*A/255-12)*A/255+4)*A/255,sqrt(A/255))-A/255))'",
};

/** Lays a picture with straight opacity over what is there. */
export function laidOver(graph: Graph, below: string, picture: string, blend: Blend): string {
  if (blend === 'normal') return graph.chain(`${below}${picture}`, 'overlay=format=gbrp');
  const [ground, other] = graph.twice(below);
  const [colours, opacities] = graph.twice(picture);
  const solid = graph.chain(colours, 'format=gbrp');
  const opacity = graph.chain(opacities, 'alphaextract', 'format=gray');
  const mixed = graph.chain(`${other}${solid}`, `blend=${blendFilters[blend]}`, 'format=gbrap');
  const masked = graph.chain(`${mixed}${opacity}`, 'alphamerge');
  return graph.chain(`${ground}${masked}`, 'overlay=format=gbrp');
}

/** What of one side of a passage is there, over the whole frame. */
function passageWeights({ format: { size }, start }: Scene, { transition, side }: LayerPassage): Weights {
  const { at, before, after, kind, direction = 'right' } = transition;
  const range = { from: at - before, to: at + after };
  const progress = (frame: number) => progressAt(range, start + frame + 0.5);
  if (kind !== 'wipe') return evenWeights((frame) => shareOf(kind, side, progress(frame)));
  const isAcross = direction === 'left' || direction === 'right';
  const length = isAcross ? size.width : size.height;
  const isForward = direction === 'right' || direction === 'down';
  const coming = (frame: number) =>
    isForward ? coverage(length, 0, progress(frame)) : coverage(length, 1 - progress(frame), 1);
  const sample = (frame: number) =>
    side === 'coming' ? coming(frame) : coming(frame).map((weight) => 1 - weight);
  return isAcross ? acrossWeights(length, sample) : downWeights(length, sample);
}

/** A passage's sides put together and laid over what is there. */
export async function passageOver(
  graph: Graph,
  scene: Scene,
  below: string,
  sides: readonly (Layer & { readonly passage: LayerPassage })[],
): Promise<string> {
  const { size, rate } = scene.format;
  const [first] = sides;
  if (first === undefined) return below;
  const { transition } = first.passage;
  let ground = below;
  if (transition.kind === 'dip') {
    const colour = (transition.colour ?? '#000000').replace('#', '0x');
    const plain = graph.chain(
      '',
      `color=c=${colour}:s=${size.width}x${size.height}:r=${rateText(rate)}`,
      'format=gbrap',
      `trim=end_frame=${scene.length}`,
      'setsar=1',
      ...evenly(rate),
    );
    ground = laidOver(graph, below, plain, 'normal');
  }
  const pictures: string[] = [];
  for (const side of sides) {
    const picture = await layerPicture(graph, scene, side);
    if (picture === undefined) continue;
    pictures.push(await withWeights(graph, scene, picture, size, passageWeights(scene, side.passage)));
  }
  const [one, two] = pictures;
  if (one === undefined) return ground;
  if (two === undefined) return laidOver(graph, ground, one, first.blend);
  // The sum of both sides, each with its opacity multiplied in: together they are as opaque as either alone.
  const parts = [one, two].map((part) => graph.chain(part, ...premultiplied)).join('');
  // Divided out again before it is laid over the ground: what `overlay` does with multiplied RGB is 16 too dark.
  const sum = graph.chain(parts, 'blend=all_mode=addition', ...unpremultiplied);
  return laidOver(graph, ground, sum, 'normal');
}
