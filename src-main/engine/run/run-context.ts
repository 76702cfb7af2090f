import type { Bucket } from './pixels.ts';
import type { Grid } from '../families/position.ts';
import type { AnimaticModel } from '../packs/open-animatic.ts';
import type { RunMessage } from '../protocol.ts';
import type { RunReports } from './run-reports.ts';

/** What every part of a run needs. */
export interface RunContext {
  readonly model: AnimaticModel;
  readonly message: Omit<RunMessage, 'type'>;
  readonly bucket: Bucket;
  readonly grid: Grid;
  /** Values of one frame's latents: cells * channels. */
  readonly frameValues: number;
  readonly reports: RunReports;
}
