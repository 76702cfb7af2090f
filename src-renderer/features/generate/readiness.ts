import { requestLimits } from '../../../src-shared/generation/request.ts';
import type { PackSummary } from '../../../src-shared/ipc/contract.ts';
import type { Condition, PromptState } from '../../editor/stores/prompt-store.ts';

/** Why a shot can't be generated now. Each has a sentence and a remedy in the catalogue under `generate.reason`. */
export type Reason =
  | { readonly key: 'starting' }
  | { readonly key: 'noPack' }
  | { readonly key: 'noPrompt' }
  | { readonly key: 'promptTooLong'; readonly over: number }
  | { readonly key: 'seconds'; readonly min: number; readonly max: number }
  | { readonly key: 'seed' }
  | { readonly key: 'operation'; readonly detail: string }
  | { readonly key: 'readOnly' };

export interface ReadinessInput {
  readonly prompt: PromptState;
  /** undefined = not asked yet. */
  readonly packs: readonly PackSummary[] | undefined;
  readonly projectOpen: boolean;
  readonly readOnly: boolean;
}

export function operationOf(condition: Condition): 'generate' | 'animate' | 'extend-forward' {
  if (condition.kind === 'first-frame') return 'animate';
  return condition.kind === 'continue' ? 'extend-forward' : 'generate';
}

export function validSeed(seed: string): boolean {
  return seed === '' || /^\d{1,20}$/.test(seed);
}

/** All reasons at once, in the order a person would mend them; empty = go. */
export function readinessOf({ prompt, packs, projectOpen, readOnly }: ReadinessInput): readonly Reason[] {
  if (!projectOpen || packs === undefined) return [{ key: 'starting' }];
  const reasons: Reason[] = [];
  const pack = packs[0];
  if (pack === undefined) reasons.push({ key: 'noPack' });
  if (readOnly) reasons.push({ key: 'readOnly' });
  const length = prompt.prompt.trim().length;
  if (length === 0) reasons.push({ key: 'noPrompt' });
  const over = length - requestLimits.promptCharacters;
  if (over > 0) reasons.push({ key: 'promptTooLong', over });
  const { min, max } = requestLimits.seconds;
  if (prompt.seconds === null || !(prompt.seconds >= min && prompt.seconds <= max)) {
    reasons.push({ key: 'seconds', min, max });
  }
  if (!validSeed(prompt.seed)) reasons.push({ key: 'seed' });
  const support = pack?.operations[operationOf(prompt.condition)];
  if (support !== undefined && !support.native) reasons.push({ key: 'operation', detail: support.reason });
  return reasons;
}
