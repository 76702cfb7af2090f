import type { PhaseName } from '../../../src-shared/jobs/job.ts';
import type { Bucket, Picture } from './pixels.ts';
import type { Grid } from '../families/position.ts';
import type { RunMessage } from '../protocol.ts';
import type { Model } from '../packs/load-model.ts';

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
  /**
   * Lets the process read its messages, then throws the cancellation if one of them was that. Called between network
   * evaluations, because nothing can be read during one.
   */
  checkpoint(): Promise<void>;
}

/** What every part of a run needs. */
export interface RunContext {
  readonly model: Model;
  readonly message: Omit<RunMessage, 'type'>;
  readonly bucket: Bucket;
  readonly grid: Grid;
  /** Values of one frame's latents: cells * channels. */
  readonly frameValues: number;
  readonly reports: RunReports;
}
