import { leastContext } from '../../../src-shared/generation/window-pass.ts';
import type { PlannedWindow } from '../../../src-shared/generation/plan.ts';
import type { AnimaticManifest } from '../../../src-shared/pack/schema.ts';
import type { RunMessage } from '../protocol.ts';

type Wish = Pick<RunMessage, 'guidance' | 'prompt' | 'negative' | 'restyle'>;

/**
 * How much words lead in a window; 1 = no second evaluation.
 *
 * Where enough frames are known to tell a motion, they lead: guidance pushes what is made away from them (it widens
 * contrast), which is seen at the join. A person who chose another weight than the pack's means it everywhere, and where
 * old pictures are made over, only the words say what should become of them.
 */
export function windowGuidance(
  { guidance, prompt, negative, restyle }: Wish,
  { sampler, context, frames }: Pick<AnimaticManifest, 'sampler' | 'context' | 'frames'>,
  { known }: Pick<PlannedWindow, 'known'>,
): number {
  // Away from words that are the same is nowhere.
  if (prompt === negative) return 1;
  if (restyle !== undefined || guidance !== sampler.guidance) return guidance;
  const least = leastContext({ window: frames.window, context: context.frames });
  return known.filter(Boolean).length >= least ? Math.min(guidance, context.guidance) : guidance;
}
