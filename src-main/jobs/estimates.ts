import type { GenerationRequest } from '../../src-shared/generation/request.ts';
import type { JobSpec } from './job-spec.ts';

/** A draft takes about a third of the steps. */
const draftShare = 1 / 3;

/** What one finished job weighs against all before it. */
const freshness = 0.3;

/** Where the footage decides the length, an ordinary clip is assumed. */
const usualSeconds = 4;

function lengthOf(request: GenerationRequest): number {
  if (request.operation === 'fill') return Math.max(0, request.to - request.from);
  return 'seconds' in request ? request.seconds : usualSeconds;
}

/** Work in seconds of film at full quality. */
function workOf({ spec }: { readonly spec: JobSpec }): number | undefined {
  if (spec.kind !== 'generate') return undefined;
  const share = spec.request.quality === 'draft' ? draftShare : 1;
  return Math.max(0.1, lengthOf(spec.request) * share);
}

/** How long waiting jobs will take, learnt from those that were done; nothing is claimed before the first. */
export interface Estimates {
  learn(job: { readonly spec: JobSpec }, seconds: number): void;
  /** Seconds the whole job will take. */
  of(job: { readonly spec: JobSpec }): number | undefined;
}

export function createEstimates(): Estimates {
  let secondsPerWork: number | undefined;
  return {
    learn(job, seconds) {
      const work = workOf(job);
      if (work === undefined || !(seconds > 0)) return;
      const measured = seconds / work;
      secondsPerWork =
        secondsPerWork === undefined ? measured : secondsPerWork + freshness * (measured - secondsPerWork);
    },
    of(job) {
      const work = workOf(job);
      return work === undefined || secondsPerWork === undefined ? undefined : work * secondsPerWork;
    },
  };
}
