import type { ClipId, TransitionId } from '../lib/ids.ts';
import type { Clip, ClipSource } from '../project/schema.ts';
import type { Transition } from '../project/transition.ts';
import { frames } from '../time/rate.ts';
import type { CutShot } from './story-cut.ts';

/** What stands for one shot of the list on the timeline. */
export interface StoryPart {
  readonly cut: CutShot;
  readonly shot: { readonly id: ClipId; readonly name: string; readonly source: ClipSource };
  /** Where the cut has one into this shot. */
  readonly bridge?: { readonly id: ClipId; readonly name: string; readonly source: ClipSource } | undefined;
  readonly dissolve: TransitionId;
}

export interface StoryClips {
  readonly clips: Clip[];
  readonly transitions: Transition[];
}

/** The clips and passages of a cut in order of time. @param at the frame of the timeline where the first shot begins */
export function storyClips(parts: readonly StoryPart[], at = 0): StoryClips {
  const clips: Clip[] = [];
  const transitions: Transition[] = [];
  for (const [index, { cut, shot, bridge, dissolve }] of parts.entries()) {
    if (cut.bridge !== undefined && bridge !== undefined) {
      clips.push({
        ...bridge,
        start: frames(at + cut.bridge.start),
        length: cut.bridge.length,
        // Before what is new lies what was known of the shot before.
        sourceIn: frames(parts[index - 1]?.cut.length ?? 0),
      });
    }
    if (cut.dissolve !== undefined) {
      const { before, after } = cut.dissolve;
      transitions.push({
        id: dissolve,
        kind: 'dissolve',
        at: frames(at + cut.dissolve.at),
        before,
        after,
      });
    }
    clips.push({ ...shot, start: frames(at + cut.start), length: cut.length, sourceIn: cut.sourceIn });
  }
  return { clips, transitions };
}
