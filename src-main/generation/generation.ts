import type { Recipe, SeamMeasure } from '../../src-shared/generation/recipe.ts';
import type { GenerationRequest, Size } from '../../src-shared/generation/request.ts';
import type { JobId, MediaId } from '../../src-shared/lib/ids.ts';
import type { PhaseName } from '../../src-shared/jobs/job.ts';
import type { ProjectSettings } from '../../src-shared/project/schema.ts';
import type { Frames, Rate } from '../../src-shared/time/rate.ts';
import type { FfmpegTool } from '../media/resolve-ffmpeg.ts';
import type { EngineSeat } from './engine-seat.ts';

/** What a generation needs of the house; the same for the window's queue and the command line. */
export interface GenerationDeps {
  /** Folders that hold packs, looked through in their order. */
  readonly packFolders: () => Promise<readonly string[]>;
  readonly engine: EngineSeat;
  readonly ffmpeg: () => Promise<FfmpegTool>;
  /** Draws a decimal 64-bit seed. */
  readonly drawSeed: () => string;
  /** A clock in milliseconds that never goes back. */
  readonly nowMs: () => number;
}

export interface GenerationTask {
  readonly jobId: JobId;
  readonly request: GenerationRequest;
  /** Where the files of `sourceUses(request)` lie; not needed where there are none. */
  readonly paths?: ReadonlyMap<MediaId, string> | undefined;
  /** Absent on the command line: then the request and the source decide size and rate. */
  readonly project?: ProjectSettings | undefined;
  /** Where unfinished work is kept, so that the same task goes on from it; absent = nowhere. */
  readonly stateFolder?: string | undefined;
  /** The finished file; its ending picks the container. It appears whole or not at all. */
  readonly out: string;
}

/** Forming frames, small, RGB24, in time order. */
export interface PreviewNews {
  readonly step: number;
  readonly steps: number;
  readonly size: Size;
  readonly frames: readonly Uint8Array[];
}

/** What happens on the way; every call stands for something that happened. */
export interface GenerationListener {
  phase?(phase: PhaseName): void;
  step?(index: number, total: number): void;
  /** Share of the current phase that is done. */
  share?(done: number): void;
  preview?(news: PreviewNews): void;
}

export interface GenerationResult {
  readonly recipe: Recipe;
  readonly out: string;
  /** Of the finished file. */
  readonly frames: Frames;
  readonly size: Size;
  readonly rate: Rate;
  /** Wall seconds per phase, and of everything. */
  readonly seconds: Readonly<Partial<Record<PhaseName | 'total', number>>>;
  readonly steps: number;
  readonly evaluations: number;
  /** Peak resident memory of the engine. */
  readonly peakBytes: number;
  readonly secondsToFirstPreview?: number | undefined;
  readonly seams: readonly SeamMeasure[];
}
