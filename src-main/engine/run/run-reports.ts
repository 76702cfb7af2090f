import type { PhaseName } from '../../../src-shared/jobs/job.ts';
import type { Picture } from './pixels.ts';

export interface PreviewStrip {
  /** Size of one frame. */
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** RGB24, `count` frames side by side in time order. */
  readonly rgb: Uint8Array;
}

/** How a run reports. Every call may suspend the run: that is how a slow reader holds it back. */
export interface RunReports {
  phase(phase: PhaseName): Promise<void>;
  step(news: { window: number; windows: number; step: number; steps: number }): Promise<void>;
  preview(strip: PreviewStrip, at: { step: number; steps: number }): Promise<void>;
  frame(index: number, picture: Picture): Promise<void>;
  /** A frame of `echo`. */
  echo(index: number, picture: Picture): Promise<void>;
  /** What a run could go on from: see `state` in the protocol. */
  state(at: { window: number; step?: number }, arrays: readonly Float32Array[]): Promise<void>;
  /**
   * Lets the process read its messages, then throws the cancellation if one of them was that. Called between network
   * evaluations, because nothing can be read during one.
   */
  checkpoint(): Promise<void>;
}
