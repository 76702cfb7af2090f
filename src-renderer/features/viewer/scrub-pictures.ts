import type { CallOutput } from '../../../src-shared/ipc/contract.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import type { Media } from '../../../src-shared/project/schema.ts';

/** Frames of a file as small pictures that lean on no others: what is shown while the playhead is moved. */
export interface ScrubPictures {
  /** Whether the picture of a frame can be had at once. */
  has(media: MediaId, frame: number): boolean;
  /** @throws where it can't be had after all, or the signal is aborted */
  picture(media: MediaId, frame: number, signal: AbortSignal): Promise<ImageBitmap>;
  /** The playhead stands here: the pictures around it are made, nearest first, for one file after another. None: not now. */
  stand(places: readonly ScrubPlace[]): void;
  dispose(): void;
}

export interface ScrubPlace {
  readonly media: Media;
  readonly frame: number;
}

export interface ScrubBridge {
  call(
    name: 'library.scrubReel',
    place: { readonly mediaId: MediaId; readonly frame: number },
  ): Promise<Reel>;
  mediaUrl(media: MediaId): string;
}

type Reel = CallOutput<'library.scrubReel'>;

/** How far from the playhead pictures are made without being asked for: a minute at 24 a second. */
const reach = 1440;

/** Frames from `from` to `to`, without `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Adds a span to sorted ones that don't touch each other. */
function joined(spans: readonly Span[], { from, to }: Span): readonly Span[] {
  const apart = spans.filter((span) => span.to < from || span.from > to);
  const touching = spans.filter((span) => span.to >= from && span.from <= to);
  const all = {
    from: Math.min(from, ...touching.map((span) => span.from)),
    to: Math.max(to, ...touching.map((span) => span.to)),
  };
  return [...apart, all].sort((a, b) => a.from - b.from);
}

/** The frame nearest to `frame` that has no picture; null where all within reach have one. */
export function nearestMissing(spans: readonly Span[], frame: number, frames: number): number | null {
  const around = spans.find(({ from, to }) => frame >= from && frame < to);
  if (around === undefined) return frame;
  const ends = [around.from - 1, around.to]
    .filter((end) => end >= 0 && end < frames && Math.abs(end - frame) <= reach)
    .sort((a, b) => Math.abs(a - frame) - Math.abs(b - frame));
  return ends[0] ?? null;
}

/** A JPEG can't be seen through. */
function canBeScrubbed({ kind, alpha, frames }: Media): boolean {
  return kind === 'video' && alpha !== true && frames > 0;
}

export function createScrubPictures(bridge: ScrubBridge): ScrubPictures {
  const made = new Map<MediaId, readonly Span[]>();
  const refused = new Set<MediaId>();
  const ended = new AbortController();
  let places: readonly ScrubPlace[] = [];
  let isMaking = false;

  function nextMissing(): { readonly mediaId: MediaId; readonly frame: number } | null {
    for (const { media, frame } of places) {
      if (!canBeScrubbed(media) || refused.has(media.id)) continue;
      const missing = nearestMissing(made.get(media.id) ?? [], frame, media.frames);
      if (missing !== null) return { mediaId: media.id, frame: missing };
    }
    return null;
  }

  /** One after another, always for where the playhead is now. */
  async function make(): Promise<void> {
    if (isMaking) return;
    isMaking = true;
    for (let next = nextMissing(); next !== null && !ended.signal.aborted; next = nextMissing()) {
      const { mediaId } = next;
      try {
        const { first, count } = await bridge.call('library.scrubReel', next);
        made.set(mediaId, joined(made.get(mediaId) ?? [], { from: first, to: first + count }));
      } catch {
        // It is then scrubbed by its video alone; the viewer says what is wrong with the file.
        refused.add(mediaId);
      }
    }
    isMaking = false;
  }

  return {
    has: (media, frame) => (made.get(media) ?? []).some(({ from, to }) => frame >= from && frame < to),
    async picture(media, frame, signal) {
      const response = await fetch(`${bridge.mediaUrl(media)}/scrub/${frame}`, { signal });
      if (!response.ok) {
        // The cache was cleared, or another project is open: what was made is not there. Made anew at once, as nobody may
        // move the playhead for a while.
        made.delete(media);
        void make();
        throw new Error('The picture is not there.');
      }
      return createImageBitmap(await response.blob());
    },
    stand(next) {
      places = next;
      void make();
    },
    dispose() {
      places = [];
      ended.abort();
    },
  };
}
