import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { layersAt } from '../../../src-shared/timeline/stack.ts';
import type { Studio } from '../../editor/studio.ts';
import type { FirstPictures } from './first-picture.ts';
import { createPlayClock } from './play-clock.ts';
import type { SoundMixer } from './sound-mixer.ts';
import type { StackFrame, StackPlayer } from './stack-player.ts';

/** How long before a cut the next pictures are got ready. */
const prepareSeconds = 1.5;

/** What stands on screen at a frame of the timeline. */
export function stackAt(document: ProjectDocument, frame: number): StackFrame {
  const { width, height } = document.settings;
  return { layers: layersAt(document, frame), width, height };
}

/**
 * Couples the programme's playhead to its pictures and sounds: standing, they show the exact frame; running, the clock
 * moves the playhead and they keep up, and what they don't show is counted. Returns the function that uncouples them.
 */
export function couplePlayback(
  studio: Studio,
  player: StackPlayer,
  mixer: SoundMixer,
  first: Pick<FirstPictures, 'listen'>,
): () => void {
  const { transport, project, draft } = studio;
  let prepared = -1;

  /** With what a gesture would make of the timeline: a trim shows its new edge while it is dragged. */
  function shown(): ProjectDocument | undefined {
    const document = project.getState().project?.document;
    const { timeline } = draft.getState();
    return document === undefined || timeline === null ? document : { ...document, timeline };
  }

  function showStill(): void {
    const document = shown();
    const frame = draft.getState().frame ?? transport.getState().frame;
    if (document !== undefined) player.show(stackAt(document, frame));
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
    transport,
    bounds() {
      const document = project.getState().project?.document;
      const timeline = document?.timeline;
      const end = timeline === undefined ? 0 : timelineEnd(timeline);
      return {
        rate: document?.settings.rate ?? { num: 24, den: 1 },
        end,
        in: timeline?.in,
        out: timeline?.out,
      };
    },
    run(moment, speed) {
      const document = project.getState().project?.document;
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
  const stops = [
    project.subscribe((state, before) => {
      if (state.project?.document !== before.project?.document && !clock.isRunning()) showStill();
    }),
    first.listen(() => {
      if (!clock.isRunning()) showStill();
    }),
    draft.subscribe(() => {
      if (!clock.isRunning()) showStill();
    }),
  ];
  showStill();
  return () => {
    clock.dispose();
    for (const stop of stops) stop();
  };
}
