import type { PackManifest } from '../../../src-shared/pack/schema.ts';
import { timeFeatureCount } from './position.ts';

/**
 * Why this engine can't run a pack although its manifest is valid: the format knows more families and conditioning modes
 * than there are family files. Undefined where it can, otherwise a sentence.
 */
export function familyProblem({ family, conditioning, position }: PackManifest): string | undefined {
  if (family !== 'animatic') return `This Kinoloom can’t run models of the family “${family}” yet.`;
  if (conditioning !== 'token_t')
    return `This Kinoloom can’t run models conditioned by “${conditioning}” yet.`;
  if (position.timeFeatures !== timeFeatureCount) {
    return `This pack wants ${position.timeFeatures} time features; this Kinoloom makes ${timeFeatureCount}.`;
  }
  return undefined;
}
