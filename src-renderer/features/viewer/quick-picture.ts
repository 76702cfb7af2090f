import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { ScrubPictures } from './scrub-pictures.ts';

/** A frame of a file. */
interface Wish {
  readonly media: MediaId;
  readonly frame: number;
}

/** The exact frame, small, over a video that is not there yet. */
export interface QuickPicture {
  /**
   * Brings a frame on screen as soon as it is there; a later wish takes the place of an earlier one. Answers whether it was
   * wished for already.
   */
  show(media: MediaId, frame: number): boolean;
  /** Wishes for nothing more; what is on screen stays until the video is there. */
  leave(): void;
  /** Takes it away: the video shows the frame itself. */
  hide(): void;
  /** The frame that was wished for last is on screen. */
  readonly isThere: boolean;
  dispose(): void;
}

export interface QuickPictureOptions {
  readonly pictures: Pick<ScrubPictures, 'picture'>;
  /** A wished for frame has come on screen; null: the picture was taken away. */
  readonly onDrawn: (canvas: HTMLCanvasElement | null) => void;
  /** There is no such picture after all. */
  readonly onMissing: () => void;
}

/** `box`: what the video fills. */
export function createQuickPicture(
  box: HTMLElement,
  { pictures, onDrawn, onMissing }: QuickPictureOptions,
): QuickPicture {
  let canvas: HTMLCanvasElement | null = null;
  let wish: Wish | null = null;
  let drawn: Wish | null = null;
  let isFetching = false;
  let stop = new AbortController();

  function draw(bitmap: ImageBitmap, frame: number): void {
    if (canvas === null) {
      canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      box.append(canvas);
    }
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    // Which frame of its file it shows.
    canvas.dataset.quick = String(frame);
    canvas.hidden = false;
  }

  /** One picture at a time; what was wished for meanwhile comes next, and nothing between. */
  async function fetchWishes(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    while (wish !== null && wish !== drawn) {
      const next = wish;
      const { signal } = stop;
      try {
        const bitmap = await pictures.picture(next.media, next.frame, signal);
        if (signal.aborted) {
          bitmap.close();
          continue;
        }
        draw(bitmap, next.frame);
        drawn = next;
        onDrawn(canvas);
      } catch {
        if (signal.aborted) continue;
        if (wish === next) wish = null;
        onMissing();
      }
    }
    isFetching = false;
  }

  function hide(): void {
    wish = null;
    stop.abort();
    stop = new AbortController();
    if (drawn === null) return;
    drawn = null;
    if (canvas !== null) canvas.hidden = true;
    onDrawn(null);
  }

  return {
    leave: () => void (wish = null),
    show(media, frame) {
      if (wish?.media === media && wish.frame === frame) return true;
      wish = { media, frame };
      void fetchWishes();
      return false;
    },
    hide,
    get isThere() {
      return drawn !== null && drawn === wish;
    },
    dispose() {
      hide();
      canvas?.remove();
      canvas = null;
    },
  };
}
