import type { Colour } from '../../../src-shared/project/clip-look.ts';
import type { CubeTable } from '../../../src-shared/timeline/cube-table.ts';
import type { CubeTables } from './cube-tables.ts';
import type { PictureGrader } from './grade-picture.ts';

export type Undrawn = 'unreadable' | 'noGraphics';

/** A picture drawn over itself through a colour table, as often as it changes. */
export interface GradedPicture {
  /** What it draws from now on. */
  follow(picture: HTMLElement | null): void;
  /** What stands over it and is drawn in its place; null: nothing. */
  over(canvas: HTMLCanvasElement | null): void;
  /** Sets the colours; answers whether they are drawn here, so that nobody else may draw them. */
  by(colour: Colour | undefined): boolean;
  /** Why the table that is wanted is not drawn: its file can't be read, or this machine can't draw it. */
  readonly undrawn: Undrawn | null;
  /** False while there is a table on its way, or a picture that has not been drawn through it. */
  readonly isReady: boolean;
  dispose(): void;
}

export interface GradedPictureOptions {
  readonly tables: CubeTables;
  /** Opened when the first table is there. */
  readonly grader: () => PictureGrader;
  readonly onDrawn: () => void;
}

export function createGradedPicture(
  box: HTMLElement,
  { tables, grader, onDrawn }: GradedPictureOptions,
): GradedPicture {
  let picture: HTMLVideoElement | HTMLImageElement | null = null;
  let over: HTMLCanvasElement | null = null;
  let canvas: HTMLCanvasElement | null = null;
  let colour: Colour | undefined;
  let table: CubeTable | null | undefined = null;
  let isDrawn = false;
  let stop = new AbortController();

  function draw(): void {
    if (picture === null || colour === undefined || table === null || table === undefined) return;
    const isThere =
      picture instanceof HTMLVideoElement
        ? picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
        : picture.complete && picture.naturalWidth > 0;
    if (!isThere && over === null) return;
    if (canvas === null) {
      canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      box.append(canvas);
    }
    grader().draw(over ?? picture, colour, table, canvas);
    isDrawn = true;
    // Not taken out of the page: what is not drawn does not say when it changes.
    picture.style.opacity = '0';
    if (over !== null) over.style.opacity = '0';
    onDrawn();
  }

  function clear(): void {
    canvas?.remove();
    canvas = null;
    isDrawn = false;
    if (picture !== null) picture.style.opacity = '';
    if (over !== null) over.style.opacity = '';
  }

  /** Running, a video tells each picture it brings on screen. */
  function eachPicture(video: HTMLVideoElement, signal: AbortSignal): void {
    video.requestVideoFrameCallback(() => {
      if (signal.aborted) return;
      draw();
      eachPicture(video, signal);
    });
  }

  return {
    follow(next) {
      stop.abort();
      clear();
      stop = new AbortController();
      picture = next instanceof HTMLVideoElement || next instanceof HTMLImageElement ? next : null;
      const { signal } = stop;
      for (const event of ['loadeddata', 'seeked', 'load']) {
        picture?.addEventListener(event, draw, { signal });
      }
      if (picture instanceof HTMLVideoElement) eachPicture(picture, signal);
    },
    over(next) {
      if (over !== null) over.style.opacity = '';
      over = next;
      draw();
    },
    by(next) {
      const before = colour;
      const had = table;
      colour = next;
      table = next?.lut === undefined || !grader().works ? null : tables.get(next.lut);
      if (table === null) {
        if (isDrawn) clear();
        return false;
      }
      if (table !== had || JSON.stringify(before) !== JSON.stringify(next) || !isDrawn) draw();
      return true;
    },
    get undrawn() {
      if (colour?.lut === undefined) return null;
      if (!grader().works) return 'noGraphics';
      return table === null ? 'unreadable' : null;
    },
    get isReady() {
      return picture === null || table === null || (table !== undefined && isDrawn);
    },
    dispose() {
      stop.abort();
      clear();
    },
  };
}
