import { footageFrame } from '../../../../src-shared/timeline/footage-frame.ts';
import type { Clip, Media } from '../../../../src-shared/project/schema.ts';
import type { Rate } from '../../../../src-shared/time/rate.ts';
import type { JobId } from '../../../../src-shared/lib/ids.ts';
import type { PreviewsStore } from '../../../editor/stores/previews-store.ts';
import { picturesOf } from '../../../editor/preview-life.ts';
import type { FilmSheet, FilmSheets } from '../../film/film-sheets.ts';
import type { FilmSource } from '../../film/film-source.ts';
import { previewCanvases } from '../../viewer/rgb-picture.ts';
import { filmTiles } from '../film-tiles.ts';
import type { ClipBox } from './clip-box.ts';
import type { StripPlace } from './strip-canvas.ts';

/** A part of an image. */
export interface FilmPart {
  readonly image: CanvasImageSource;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Asks for the picture of a clip at a frame counted from its first; `apart` = frames between the pictures on the strip. */
export type PictureAt = (ask: {
  readonly clip: Clip;
  readonly rate: Rate;
  readonly at: number;
  readonly apart: number;
  readonly isAtRest: boolean;
}) => FilmPart | null;

export interface FilmContent {
  /** Width by height of one picture. */
  readonly aspect: number;
  /** Pictures of a still or of a forming shot begin with the clip, not with the source. */
  readonly isBoundToClip: boolean;
  readonly picture: PictureAt;
}

/** What film strips are made of. */
export interface FilmPictures {
  of(media: Media, rows: number): FilmContent;
  /** The pictures of a shot that is being made; null when there are none to show. */
  forming(job: JobId): FilmContent | null;
}

function tileOf(sheet: FilmSheet, frame: number): FilmPart {
  const index = Math.min(sheet.count - 1, Math.round(frame / sheet.step));
  return {
    image: sheet.image,
    x: (index % sheet.columns) * sheet.tileWidth,
    y: Math.floor(index / sheet.columns) * sheet.tileHeight,
    width: sheet.tileWidth,
    height: sheet.tileHeight,
  };
}

function wholeOf(image: HTMLCanvasElement | ImageBitmap): FilmPart {
  return { image, x: 0, y: 0, width: image.width, height: image.height };
}

/**
 * Pictures come from the sheets of the project's cache. Where a strip is stretched so far that neighbours on it would show
 * the same picture of a long file, the exact ones are decoded, once nothing moves any more.
 */
export function createFilmPictures(
  sheets: FilmSheets,
  exact: FilmSource,
  previews: PreviewsStore,
): FilmPictures {
  return {
    of(media, rows) {
      const sheet = sheets.get(media.id, Math.max(8, Math.round(rows * window.devicePixelRatio)));
      return {
        aspect:
          sheet === null
            ? media.width / Math.max(1, media.height)
            : sheet.tileWidth / Math.max(1, sheet.tileHeight),
        isBoundToClip: media.kind === 'image',
        picture({ clip, rate, at, apart, isAtRest }) {
          if (media.kind === 'image') return sheet === null ? null : tileOf(sheet, 0);
          const frame = footageFrame({ rate }, clip, media, at);
          if (sheet !== null && (!isAtRest || sheet.step === 1 || sheet.step <= apart)) {
            return tileOf(sheet, frame);
          }
          const fine = isAtRest ? exact.get(media, frame) : null;
          return fine !== null ? wholeOf(fine) : sheet === null ? null : tileOf(sheet, frame);
        },
      };
    },
    forming(job) {
      const pictures = picturesOf(previews.getState().lives.get(job));
      if (pictures === null) return null;
      const { frames, width, height } = pictures;
      const canvases = previewCanvases(frames, width, height);
      return {
        aspect: width / Math.max(1, height),
        isBoundToClip: true,
        picture({ clip, at }) {
          const index = Math.floor((Math.max(0, at) / clip.length) * canvases.length);
          const canvas = canvases[Math.min(canvases.length - 1, index)];
          return canvas === undefined ? null : wholeOf(canvas);
        },
      };
    },
  };
}

/** Pictures narrower than this tell nothing. */
const narrowest = 12;

/** The pictures of a clip, side by side, cut off at its edges. */
export function drawFilm(
  context: CanvasRenderingContext2D,
  {
    clip,
    box,
    place,
    rate,
    content,
  }: { clip: Clip; box: ClipBox; place: StripPlace; rate: Rate; content: FilmContent },
): void {
  const height = box.bottom - box.top;
  const width = Math.max(narrowest, Math.round(height * content.aspect));
  const sourceIn = content.isBoundToClip ? 0 : clip.sourceIn;
  const { zoom, isAtRest } = place;
  for (const tile of filmTiles({
    sourceIn,
    length: clip.length,
    zoom,
    tileWidth: width,
    from: box.left - box.start,
    to: box.right - box.start,
  })) {
    const part = content.picture({
      clip,
      rate,
      at: Math.max(0, tile.at) - sourceIn,
      apart: width / zoom,
      isAtRest,
    });
    if (part === null) continue;
    const x = Math.round(box.start + tile.x);
    const from = Math.max(x, box.left);
    const to = Math.min(x + width, box.right);
    if (to <= from) continue;
    const share = part.width / width;
    context.drawImage(
      part.image,
      part.x + (from - x) * share,
      part.y,
      (to - from) * share,
      part.height,
      from,
      box.top,
      to - from,
      height,
    );
  }
}
