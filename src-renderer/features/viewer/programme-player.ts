/**
 * Shows one moving or still picture at a time inside `stage`, from a small pool of elements, so that the next picture is
 * ready behind the one that is shown and a cut never flashes. It knows media and seconds, nothing of the timeline.
 */
export interface ProgrammePicture {
  /** Same key = same file. */
  readonly key: string;
  readonly url: string;
  readonly kind: 'video' | 'image';
  /** Seconds in the file; the middle of the wanted frame. */
  readonly time: number;
}

export interface ProgrammePlayer {
  /** Shows exactly this frame and stands still; null = black. */
  show(picture: ProgrammePicture | null): void;
  /** Shows this frame and runs on from it; called for every drawn frame while playing. */
  run(picture: ProgrammePicture | null, speed: number): void;
  /** Gets a picture ready behind the one that is shown. */
  prepare(picture: ProgrammePicture): void;
  dispose(): void;
}

export interface PlayerOptions {
  /** Told when what was asked for is on screen. */
  readonly onShown?: (key: string | null) => void;
}

interface Slot {
  readonly element: HTMLVideoElement | HTMLImageElement;
  key: string | null;
  /** Where the element should stand; a later wish replaces an earlier one that is still being sought. */
  wanted: number;
  /** Becomes the shown one as soon as its picture is there. */
  raise: boolean;
  /** The wish moves with the clock; it is met by playing, not by seeking after it. */
  running: boolean;
  used: number;
}

/** A running video may be this far off the clock before it is put right: a seek costs more than it mends. */
const toleratedDriftSeconds = 0.12;
const videoSlots = 3;
const imageSlots = 2;
/** Half a frame at 240 fps: two times closer than this show the same frame. */
const sameFrameSeconds = 0.002;

export function createProgrammePlayer(stage: HTMLElement, options: PlayerOptions = {}): ProgrammePlayer {
  const slots: Slot[] = [];
  const abort = new AbortController();
  let shown: Slot | null = null;
  let turn = 0;

  function addSlot(element: Slot['element']): void {
    element.dataset.programme = 'hidden';
    element.setAttribute('aria-hidden', 'true');
    const slot: Slot = { element, key: null, wanted: 0, raise: false, running: false, used: 0 };
    const settle = (): void => settleSlot(slot);
    for (const event of element instanceof HTMLVideoElement ? ['loadeddata', 'seeked'] : ['load']) {
      element.addEventListener(event, settle, { signal: abort.signal });
    }
    stage.append(element);
    slots.push(slot);
  }

  for (let index = 0; index < videoSlots; index += 1) {
    const video = document.createElement('video');
    video.playsInline = true;
    video.preload = 'auto';
    video.disablePictureInPicture = true;
    addSlot(video);
  }
  for (let index = 0; index < imageSlots; index += 1) addSlot(document.createElement('img'));

  function reveal(slot: Slot | null): void {
    if (shown !== slot) {
      if (shown !== null) {
        shown.element.dataset.programme = 'hidden';
        if (shown.element instanceof HTMLVideoElement) shown.element.pause();
      }
      shown = slot;
      if (slot !== null) slot.element.dataset.programme = 'shown';
    }
    options.onShown?.(slot?.key ?? null);
  }

  /** The element has a picture: go on to the latest wish, or show it. */
  function settleSlot(slot: Slot): void {
    const { element } = slot;
    if (element instanceof HTMLVideoElement) {
      if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || element.seeking) return;
      if (!slot.running && Math.abs(element.currentTime - slot.wanted) > sameFrameSeconds) {
        element.currentTime = slot.wanted;
        return;
      }
    }
    if (!slot.raise) return;
    slot.raise = false;
    // The decoded frame reaches the screen with the next drawing; one drawing later it is certainly there.
    requestAnimationFrame(() => {
      if (!abort.signal.aborted && newestWish === slot) reveal(slot);
    });
  }

  let newestWish: Slot | null = null;

  function slotFor(picture: ProgrammePicture): Slot {
    const fits = (slot: Slot): boolean =>
      slot.element instanceof HTMLVideoElement === (picture.kind === 'video');
    const same = slots.find((slot) => fits(slot) && slot.key === picture.key);
    const free = slots
      .filter((slot) => fits(slot) && slot !== shown && slot !== newestWish)
      .sort((a, b) => a.used - b.used)[0];
    const slot = same ?? free ?? slots.find(fits);
    if (slot === undefined) throw new RangeError('The player has no element of this kind');
    slot.used = ++turn;
    if (slot.key !== picture.key) {
      slot.key = picture.key;
      slot.element.src = picture.url;
    }
    return slot;
  }

  function place(slot: Slot, picture: ProgrammePicture): void {
    slot.wanted = picture.time;
    const { element } = slot;
    if (element instanceof HTMLVideoElement) {
      if (element.readyState === HTMLMediaElement.HAVE_NOTHING || element.seeking) return;
      settleSlot(slot);
    } else if (element.complete && element.naturalWidth > 0) {
      settleSlot(slot);
    }
  }

  function black(): void {
    newestWish = null;
    for (const slot of slots) slot.raise = false;
    reveal(null);
  }

  return {
    show(picture) {
      if (picture === null) return black();
      const slot = slotFor(picture);
      newestWish = slot;
      slot.running = false;
      if (slot.element instanceof HTMLVideoElement && !slot.element.paused) slot.element.pause();
      slot.raise = true;
      place(slot, picture);
    },
    run(picture, speed) {
      if (picture === null) return black();
      const slot = slotFor(picture);
      const { element } = slot;
      newestWish = slot;
      if (!(element instanceof HTMLVideoElement)) {
        if (shown !== slot) {
          slot.raise = true;
          place(slot, picture);
        }
        return;
      }
      slot.wanted = picture.time;
      slot.running = true;
      if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || element.seeking) {
        slot.raise = true;
        return;
      }
      if (Math.abs(element.currentTime - picture.time) > toleratedDriftSeconds * Math.max(1, speed)) {
        element.currentTime = picture.time;
        if (shown !== slot) {
          slot.raise = true;
          return;
        }
      }
      element.muted = speed !== 1;
      element.playbackRate = speed;
      // A play that is cut short by the next pause rejects; that is not a failure.
      if (element.paused && !element.ended) element.play().catch(() => undefined);
      if (shown !== slot) reveal(slot);
    },
    prepare(picture) {
      const slot = slotFor(picture);
      if (slot === shown || slot === newestWish) return;
      slot.running = false;
      place(slot, picture);
    },
    dispose() {
      abort.abort();
      for (const { element } of slots) {
        if (element instanceof HTMLVideoElement) element.pause();
        element.removeAttribute('src');
        element.remove();
      }
    },
  };
}
