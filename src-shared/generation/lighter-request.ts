import type { GenerationRequest } from './request.ts';

/** The fewest steps that still are a walk from noise to picture. */
const leastSteps = 2;

/** The same with less work for the machine: a draft; of a draft that is one already, half its steps. One take. */
export function lighterRequest({ steps, ...request }: GenerationRequest): GenerationRequest {
  const isDraft = request.quality === 'draft';
  const fewer = isDraft && steps !== undefined ? { steps: Math.max(leastSteps, Math.floor(steps / 2)) } : {};
  return { ...request, quality: 'draft', takes: 1, ...fewer };
}
