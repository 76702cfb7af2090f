import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { layersAt } from '../../../src-shared/timeline/stack.ts';
import type { TransportStore } from '../../editor/stores/transport-store.ts';
import type { FirstPictures } from './first-picture.ts';
import { createPlayClock, type ClockBounds } from './play-clock.ts';
import type { SoundMixer } from './sound-mixer.ts';
import type { StackFrame, StackPlayer } from './stack-player.ts';

/** How long before a cut the next pictures are got ready. */
const prepareSeconds = 1.5;

/** What a monitor plays. */
export interface Film {
  readonly transport: TransportStore;
  /** What runs; undefined = nothing. */
  document(): ProjectDocument | undefined;
  /** What is seen while it stands. */
  still(): { readonly document: ProjectDocument; readonly frame: number } | undefined;
  bounds(): ClockBounds;
  /** Told when what is seen may be another. Returns the function that stops listening. */
  listen(listener: () => void): () => void;
}

/** What stands on screen at a frame of the timeline. */
export function stackAt(document: ProjectDocument, frame: number): StackFrame {
  const { width, height } = document.settings;
  return { layers: layersAt(document, frame), width, height };
}

/**
 * Couples a film's playhead to its pictures and sounds: standing, they show the exact frame; running, the clock moves the
 * playhead and they keep up, and what they don't show is counted. Returns the function that uncouples them.
 */
export function couplePlayback(
  film: Film,
  player: StackPlayer,
  mixer: SoundMixer,
  first: Pick<FirstPictures, 'listen'>,
): () => void {
  let prepared = -1;

  function showStill(): void {
    const still = film.still();
    if (still !== undefined) player.show(stackAt(still.document, still.frame));
  }

  function prepareNext(document: ProjectDocument, frame: number): void {
    const { num, den } = document.settings.rate;
    const reach = frame + (prepareSeconds * num) / den;
    let next = Infinity;
    for (const { kind, clips, transitions = [] } of document.timeline.tracks) {
      if (kind !== 'video') continue;
      for (const { start } of clips) if (start > frame && start < next) next = start;
      for (const { at, before } of transitions)
        if (at - before > frame && at - before < next) next = at - before;
    }
    if (next > reach || next === prepared) return;
    prepared = next;
    player.prepare(stackAt(document, next));
  }

  const clock = createPlayClock({
    transport: film.transport,
    bounds: () => film.bounds(),
    run(moment, speed) {
      const document = film.document();
      if (document === undefined) return true;
      const frame = Math.floor(moment);
      mixer.run(document, moment, speed);
      const keepsUp = player.run(stackAt(document, frame), speed);
      if (speed > 0) prepareNext(document, frame);
      return keepsUp;
    },
    stand() {
      prepared = -1;
      mixer.stop();
      showStill();
    },
    seek: showStill,
  });
  const showAnother = (): void => {
    if (!clock.isRunning()) showStill();
  };
  const stops = [film.listen(showAnother), first.listen(showAnother)];
  showStill();
  return () => {
    clock.dispose();
    for (const stop of stops) stop();
  };
}
