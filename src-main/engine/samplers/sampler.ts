import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { SamplerName } from '../../../src-shared/pack/schema.ts';
import { createDpmpp2m } from './dpmpp-2m.ts';
import { createEuler } from './euler.ts';
import type { Sampler } from './sampler-step.ts';
import { createUnipc } from './unipc.ts';

/** A fresh sampler: multistep methods remember, so every window needs its own. */
export function createSampler(name: SamplerName): Sampler {
  switch (name) {
    case 'euler':
      return createEuler();
    case 'dpmpp-2m':
      return createDpmpp2m();
    case 'unipc':
      return createUnipc();
    default:
      return assertNever(name);
  }
}
