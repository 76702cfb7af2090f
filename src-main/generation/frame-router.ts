import type { ShotPart, ShotPlan } from '../../src-shared/generation/shot-plan.ts';
import { createHandoff, type Handoff } from './handoff.ts';

/** One model frame and how many frames of the finished file show it. */
export interface ShownFrame {
  readonly rgb: Uint8Array;
  readonly repeat: number;
}

/** Leads what the engine makes, in ascending order of index, to the parts of the file that show it. */
export interface FrameRouter {
  /** Frames of a part of the shot; undefined for a part that is not made. */
  framesOf(part: ShotPart): AsyncIterable<ShownFrame> | undefined;
  /** How many indices of the plan a file shows. */
  readonly shown: number;
  /** Settles when the frame was taken; its bytes may be used again then. */
  give(index: number, rgb: Uint8Array): Promise<void>;
  /** Nothing more comes. */
  end(): void;
  fail(error: unknown): void;
}

interface Branch {
  readonly part: ShotPart;
  readonly handoff: Handoff<ShownFrame>;
  /** How often each index is shown. */
  readonly repeats: ReadonlyMap<number, number>;
  readonly last: number;
}

function branchOf(part: ShotPart, given: ReadonlySet<number>): Branch | undefined {
  if (part.kind !== 'generated' && part.kind !== 'woven') return undefined;
  const repeats = new Map<number, number>();
  for (const index of part.shows) {
    if (!given.has(index)) repeats.set(index, (repeats.get(index) ?? 0) + 1);
  }
  return { part, handoff: createHandoff(), repeats, last: Math.max(-1, ...repeats.keys()) };
}

export function createFrameRouter({ plan, parts }: ShotPlan): FrameRouter {
  const given = new Set(plan.given);
  const branches = parts.flatMap((part) => branchOf(part, given) ?? []);
  return {
    framesOf: (part) => branches.find((branch) => branch.part === part)?.handoff.items,
    shown: branches.reduce((sum, { repeats }) => sum + repeats.size, 0),
    async give(index, rgb) {
      for (const { repeats, handoff, last } of branches) {
        const repeat = repeats.get(index);
        if (repeat !== undefined) await handoff.give({ rgb, repeat });
        // A part is complete with its last frame, not only at the end of everything.
        if (index >= last) handoff.end();
      }
    },
    end() {
      for (const { handoff } of branches) handoff.end();
    },
    fail(error) {
      for (const { handoff } of branches) handoff.fail(error);
    },
  };
}
