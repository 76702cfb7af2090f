import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import { timeFeatureCount } from './position.ts';

/**
 * Why this engine can't run a pack of our own family although its manifest is valid. Undefined where it can, otherwise a
 * sentence.
 */
export function animaticProblem({ conditioning, position }: AnimaticManifest): string | undefined {
  if (conditioning !== 'token_t')
    return `This Kinoloom can’t run models conditioned by “${conditioning}” yet.`;
  if (position.timeFeatures !== timeFeatureCount) {
    return `This pack wants ${position.timeFeatures} time features; this Kinoloom makes ${timeFeatureCount}.`;
  }
  return undefined;
}
