import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Layer } from '../../../src-shared/timeline/stack.ts';
import type { CubeTables } from './cube-tables.ts';
import type { PictureGrader } from './grade-picture.ts';
import type { LayerCss } from './layer-css.ts';
import { createGradedPicture, type Undrawn } from './graded-picture.ts';
import { middleOfFrame } from './media-time.ts';
import { createQuickPicture } from './quick-picture.ts';
import type { ScrubPictures } from './scrub-pictures.ts';
import { createTitleElement } from './title-element.ts';

/** A running video may be this far off the clock before it is put right: a seek costs more than it mends. */
const toleratedDriftSeconds = 0.12;
/** Half a frame at 240 fps: two times closer than this show the same frame. */
const sameFrameSeconds = 0.002;
/** Until the playhead has stood so long, the small picture of its frame is enough, and the video doesn't go there. */
const restMs = 150;
/** What browsers play at all. */
const rates = { least: 0.0625, most: 16 } as const;

type Picture = HTMLVideoElement | HTMLImageElement | HTMLElement;

/** One picture of the stack: a video, an image or a title in its frame, which it keeps as long as its file is the same. */
export interface LayerSlot {
  /** The clip it stands for. */
  key: string;
  readonly isShown: boolean;
  /** False: on screen only until something else is. */
  readonly isWanted: boolean;
  readonly hasPicture: boolean;
  readonly lastUsed: number;
  style(css: LayerCss): void;
  /** Draws the picture through the layer's colour table, and its grade with it; false where it has none or none can be drawn. */
  grade(layer: Layer): boolean;
  /** Why its colour table is not drawn; null where it is, or is on its way, or there is none. */
  readonly undrawn: Undrawn | null;
  /** Stands at the layer's frame; answers whether it is on screen already. */
  show(layer: Layer): boolean;
  /** Runs on from it; answers whether it keeps up. */
  run(layer: Layer, speed: number): boolean;
  prepare(layer: Layer): void;
  /** `now`: at once; else as soon as it is nobody's last picture. */
  hide(now: boolean): void;
  dispose(): void;
}

let uses = 0;

export interface SlotSources {
  readonly mediaUrl: (id: MediaId) => string;
  /** When a file's first picture stands; undefined while nobody knows. */
  readonly firstPicture: (id: MediaId) => number | undefined;
  readonly pictures: ScrubPictures;
  readonly tables: CubeTables;
  /** Opened when the first table is there. */
  readonly grader: () => PictureGrader;
  /** A picture has come on screen: what it replaces may go. */
  readonly onShown: () => void;
}

export function createLayerSlot(
  group: HTMLElement,
  { mediaUrl, firstPicture, pictures, tables, grader, onShown }: SlotSources,
): LayerSlot {
  const frame = document.createElement('div');
  frame.dataset.layer = '';
  // Unseen, not without a place: what is not laid out is not decoded ahead.
  frame.style.visibility = 'hidden';
  const box = document.createElement('div');
  box.dataset.box = '';
  frame.append(box);
  const graded = createGradedPicture(box, { tables, grader, onDrawn: () => settle() });
  const quick = createQuickPicture(box, {
    pictures,
    onDrawn(canvas) {
      graded.over(canvas);
      settle();
    },
    onMissing() {
      endRest();
      settle();
    },
  });
  group.append(frame);
  let picture: Picture | null = null;
  /** What the picture is made of, so that it is made anew only when that changes. */
  let madeOf = '';
  let wanted = 0;
  let frameSeconds = 0;
  /** Runs while the video stays where it is. */
  let rest: ReturnType<typeof setTimeout> | undefined;
  let wantsShown = false;
  let lastUsed = 0;

  function identity({ content, colour }: Layer): string {
    switch (content.kind) {
      case 'media':
        return `${content.media.kind}:${content.mediaId}:${content.media.file}:${colour?.lut === undefined ? '' : 'read'}`;
      case 'title':
        return `title:${JSON.stringify(content.title)}`;
      case 'pending':
      case 'missing':
        return 'none';
      default:
        return assertNever(content);
    }
  }

  function make(layer: Layer): void {
    const next = identity(layer);
    if (next === madeOf) return;
    madeOf = next;
    drop();
    const { content } = layer;
    // Only what is served to be read may be drawn through a table.
    const reading = layer.colour?.lut === undefined ? null : 'anonymous';
    if (content.kind === 'title') picture = createTitleElement(content.title);
    else if (content.kind === 'media' && content.media.kind === 'image') {
      const image = new Image();
      image.decoding = 'sync';
      image.crossOrigin = reading;
      image.src = mediaUrl(content.mediaId);
      image.addEventListener('load', settle);
      picture = image;
    } else if (content.kind === 'media' && content.media.kind === 'video') {
      const video = document.createElement('video');
      video.muted = true;
      video.crossOrigin = reading;
      video.playsInline = true;
      video.preload = 'auto';
      video.disablePictureInPicture = true;
      video.addEventListener('loadeddata', settle);
      video.addEventListener('seeked', settle);
      eachPicture(video);
      video.src = mediaUrl(content.mediaId);
      picture = video;
    }
    if (picture !== null) {
      picture.setAttribute('aria-hidden', 'true');
      box.append(picture);
      graded.follow(picture);
    }
  }

  function drop(): void {
    endRest();
    quick.hide();
    graded.follow(null);
    if (picture instanceof HTMLVideoElement) {
      picture.pause();
      picture.removeAttribute('src');
      picture.load();
    }
    picture?.remove();
    picture = null;
  }

  function hasPicture(): boolean {
    return (quick.isThere || (isDecoded() && rest === undefined)) && graded.isReady;
  }

  function isDecoded(): boolean {
    if (picture === null) return madeOf === 'none' || madeOf === '';
    if (picture instanceof HTMLVideoElement) {
      return picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !picture.seeking;
    }
    return picture instanceof HTMLImageElement ? picture.complete && picture.naturalWidth > 0 : true;
  }

  /** Goes on to the latest wish, and comes on screen with the drawing after its picture is there. */
  function settle(): void {
    if (picture instanceof HTMLVideoElement && picture.paused) {
      if (isAtWanted(picture)) quick.hide();
      else {
        if (rest === undefined) seek(picture);
        if (!quick.isThere) return;
      }
    }
    if (!wantsShown || !hasPicture() || frame.style.visibility === 'visible') return;
    frame.style.visibility = 'visible';
    onShown();
  }

  function isAtWanted(video: HTMLVideoElement): boolean {
    const isThere = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking;
    return isThere && Math.abs(video.currentTime - wanted) <= sameFrameSeconds;
  }

  /** A video says which picture it shows some time before it calls its seek done. */
  function eachPicture(video: HTMLVideoElement): void {
    video.requestVideoFrameCallback((_now, { mediaTime }) => {
      if (picture !== video) return;
      eachPicture(video);
      const since = wanted - mediaTime;
      if (video.paused && since >= 0 && since < frameSeconds) quick.hide();
    });
  }

  /** A seek that is under way is let end: `settle` then goes on to what is wanted by then. */
  function seek(video: HTMLVideoElement): void {
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA && !video.seeking) video.currentTime = wanted;
  }

  function endRest(): void {
    clearTimeout(rest);
    rest = undefined;
  }

  /** Shows the small picture at once, where there is one, and sends the video after it when the playhead rests. */
  function glance({ content }: Layer): void {
    if (content.kind !== 'media') return;
    if (!pictures.has(content.mediaId, content.sourceFrame)) {
      endRest();
      quick.leave();
      return;
    }
    if (quick.show(content.mediaId, content.sourceFrame)) return;
    endRest();
    rest = setTimeout(() => {
      rest = undefined;
      settle();
    }, restMs);
  }

  function aim(layer: Layer): void {
    lastUsed = ++uses;
    make(layer);
    const { content } = layer;
    if (content.kind !== 'media') return;
    const begins = content.media.kind === 'video' ? (firstPicture(content.mediaId) ?? 0) : 0;
    frameSeconds = content.media.rate.den / content.media.rate.num;
    wanted = begins + middleOfFrame(content.sourceFrame, content.media.rate);
  }

  /** `glances`: somebody looks. */
  function stand(layer: Layer, glances: boolean): boolean {
    if (!(picture instanceof HTMLVideoElement)) {
      settle();
      return hasPicture();
    }
    if (!picture.paused) picture.pause();
    if (isAtWanted(picture) || !glances) endRest();
    else glance(layer);
    const isThere = isAtWanted(picture) || quick.isThere;
    settle();
    return isThere;
  }

  return {
    key: '',
    get isShown() {
      return frame.style.visibility === 'visible';
    },
    get isWanted() {
      return wantsShown;
    },
    get hasPicture() {
      return hasPicture();
    },
    get lastUsed() {
      return lastUsed;
    },
    get undrawn() {
      return graded.undrawn;
    },
    style(css) {
      Object.assign(frame.style, css.frame);
      Object.assign(box.style, css.box);
    },
    grade(layer) {
      make(layer);
      return graded.by(layer.colour);
    },
    show(layer) {
      aim(layer);
      wantsShown = true;
      return stand(layer, true);
    },
    run(layer, speed) {
      aim(layer);
      wantsShown = true;
      const { clip } = layer;
      const pace = speed * ((clip.speed?.num ?? 1) / (clip.speed?.den ?? 1));
      const plays =
        speed > 0 &&
        clip.reverse !== true &&
        clip.freeze !== true &&
        pace >= rates.least &&
        pace <= rates.most;
      // No browser plays backwards: each frame is sought.
      if (!(picture instanceof HTMLVideoElement) || !plays) return stand(layer, true);
      endRest();
      quick.leave();
      if (picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || picture.seeking) return false;
      const drift = Math.abs(picture.currentTime - wanted);
      const isLate = drift > toleratedDriftSeconds * Math.max(1, pace);
      if (isLate) picture.currentTime = wanted;
      picture.playbackRate = pace;
      // A play that is cut short by the next pause rejects; that is not a failure.
      if (picture.paused && !picture.ended) picture.play().catch(() => undefined);
      frame.style.visibility = 'visible';
      if (!isLate) quick.hide();
      return !isLate;
    },
    prepare(layer) {
      aim(layer);
      wantsShown = false;
      stand(layer, false);
    },
    hide(now) {
      wantsShown = false;
      if (!now) return;
      frame.style.visibility = 'hidden';
      endRest();
      quick.hide();
      if (picture instanceof HTMLVideoElement && !picture.paused) picture.pause();
    },
    dispose() {
      drop();
      quick.dispose();
      graded.dispose();
      frame.remove();
    },
  };
}
