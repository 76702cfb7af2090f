import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TitleSource } from '../../src-shared/project/title.ts';
import { rateText } from '../../src-shared/time/rate.ts';
import { evenly } from '../media/picture-filters.ts';
import type { Graph, Scene } from './compose-graph.ts';
import { titleFont } from './fonts/title-font.ts';

/** Distance of baselines in heights of the type. */
const lineHeight = 1.2;
/** A background reaches beyond its line by this, in heights of the type. */
const margin = 0.2;

/** `#rrggbbaa` as ffmpeg's colour without opacity, and the opacity, 0 to 1. */
export function colourParts(hex: string): { readonly solid: string; readonly opacity: number } {
  const opacity = hex.length > 7 ? Number.parseInt(hex.slice(7, 9), 16) / 255 : 1;
  return { solid: `0x${hex.slice(1, 7)}`, opacity };
}

/**
 * A title as a picture of the frame's size with straight opacity. Text reaches ffmpeg through files alone, named by us in the
 * folder it runs in; lines are drawn one by one, because alignment within a text is unknown to older versions.
 */
export async function titleChains(graph: Graph, scene: Scene, title: TitleSource): Promise<string> {
  const { size, rate } = scene.format;
  const font = 'title.ttf';
  await writeFile(join(scene.folder, font), await titleFont());
  const lines = title.text.split(/\r\n|\r|\n/);
  const pixels = title.size * size.height;
  const stem = `${scene.name}-${graph.label().slice(1, -1)}`;
  const anchor = { x: title.position.x * size.width, y: title.position.y * size.height };
  const left = { left: `${anchor.x}`, centre: `${anchor.x}-text_w/2`, right: `${anchor.x}-text_w` }[
    title.align
  ];
  const draws = async (boxed: boolean): Promise<string[]> => {
    const drawn: string[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const name = `${stem}-${index}.txt`;
      await writeFile(join(scene.folder, name), line);
      // Capitals of the middle line stand centred on the anchor: their height is 0.73 of the type's.
      const baseline = anchor.y + pixels * (0.365 + lineHeight * (index - (lines.length - 1) / 2));
      const box = boxed ? `:box=1:boxcolor=white:boxborderw=${Math.round(pixels * margin)}` : '';
      drawn.push(
        `drawtext=fontfile=${font}:textfile=${name}:expansion=none:fontsize=${pixels.toFixed(3)}:` +
          `fontcolor=white:x='${left}':y='${baseline.toFixed(3)}-ascent'${box}`,
      );
    }
    return drawn;
  };
  const flat = (colour: string) => `color=c=${colour}:s=${size.width}x${size.height}:r=${rateText(rate)}`;
  const part = async (hex: string, boxed: boolean): Promise<string> => {
    const { solid, opacity } = colourParts(hex);
    const mask = graph.chain('', flat('black'), 'format=gbrp', ...(await draws(boxed)), 'extractplanes=g');
    const fill = graph.chain('', flat(solid), 'format=gbrap');
    const faded = graph.chain(mask, `lut=y='val*${opacity.toFixed(6)}'`, 'format=gray');
    return graph.chain(`${fill}${faded}`, 'alphamerge', 'trim=end_frame=1');
  };
  const text = await part(title.colour, false);
  const both =
    title.background === undefined
      ? text
      : graph.chain(`${await part(title.background, true)}${text}`, 'overlay=format=gbrp');
  // Drawn once, shown as long as it is asked for.
  return graph.chain(
    both,
    'format=gbrap',
    'setsar=1',
    'loop=loop=-1:size=1',
    ...evenly(rate),
    `trim=end_frame=${scene.length}`,
  );
}
