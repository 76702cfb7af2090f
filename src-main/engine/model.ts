import type { PackManifest } from '../../src-shared/pack/schema.ts';
import type { ProviderName, RunMessage, RunStats } from './protocol.ts';
import type { RunReports } from './run/run-reports.ts';

export interface LoadOptions {
  readonly packFolder: string;
  readonly provider: ProviderName;
  /** Threads inside one operator; 1 leaves the calling thread alone. */
  readonly threads: number;
}

/**
 * A verified pack, ready to run: what a model family gives the engine. Which of its graphs are in memory at any moment is
 * the family's own affair.
 */
export interface Model {
  readonly manifest: PackManifest;
  /** Names the exact weights. */
  readonly packHash: string;
  readonly provider: ProviderName;
  /**
   * Executes a plan.
   *
   * @param payload RGB24 frames at the bucket's visible size: those of `plan.given` in that order; with `restyle`
   *   followed by the source of every other frame, ascending.
   * @throws AppError `input.aspect`, `pack.operation`, `engine.failed`, `engine.memory`, or `cancelled` from a checkpoint.
   */
  execute(message: Omit<RunMessage, 'type'>, payload: Uint8Array, reports: RunReports): Promise<RunStats>;
  release(): Promise<void>;
}
