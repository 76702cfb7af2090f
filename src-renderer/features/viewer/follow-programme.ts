import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import type { Studio } from '../../editor/studio.ts';
import type { FirstPictures } from './first-picture.ts';
import { stackAt } from './playback.ts';
import type { StackPlayer } from './stack-player.ts';

export interface ProgrammeFollower {
  /** What it shows at the programme's playhead from now on; null = nothing. */
  show(document: ProjectDocument | null): void;
  stop(): void;
}

/** A second picture at the programme's playhead. It has no clock and no sound of its own, so both always show one moment. */
export function followProgramme(
  { transport }: Pick<Studio, 'transport'>,
  player: StackPlayer,
  first: Pick<FirstPictures, 'listen'>,
): ProgrammeFollower {
  let shown: ProjectDocument | null = null;
  const draw = (): void => {
    if (shown === null) return;
    const { frame, shuttle, scrubbing } = transport.getState();
    const stack = stackAt(shown, frame);
    if (shuttle.speed === 0 || scrubbing) player.show(stack);
    else player.run(stack, shuttle.speed);
  };
  const stops = [transport.subscribe(draw), first.listen(draw)];
  return {
    show(document) {
      shown = document;
      draw();
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
