import { requestLimits } from '../../../src-shared/generation/request.ts';
import type { PackSummary } from '../../../src-shared/ipc/packs.ts';
import { packOf } from '../../editor/chosen-pack.ts';
import { memoryReason, type MemoryReason } from './shot-memory.ts';
import type { Condition, PromptState } from '../../editor/stores/prompt-store.ts';

/** Why a shot can't be generated now. Each has a sentence and a remedy in the catalogue under `generate.reason`. */
export type Reason =
  | { readonly key: 'starting' }
  | { readonly key: 'noPack' }
  | { readonly key: 'noPrompt' }
  | { readonly key: 'promptTooLong'; readonly over: number }
  | { readonly key: 'seconds'; readonly min: number; readonly max: number }
  | { readonly key: 'seed' }
  | { readonly key: 'keyOutside'; readonly seconds: number }
  | { readonly key: 'operation'; readonly detail: string }
  | { readonly key: 'readOnly' }
  | MemoryReason;

export interface ReadinessInput {
  readonly prompt: PromptState;
  /** undefined = not asked yet. */
  readonly packs: readonly PackSummary[] | undefined;
  readonly projectOpen: boolean;
  readonly readOnly: boolean;
  /** Of this computer, where it is known. */
  readonly memoryBytes?: number | undefined;
  /** The project's, where the prompt names none. */
  readonly aspect?: string | null | undefined;
}

const operations = {
  none: 'generate',
  'first-frame': 'animate',
  continue: 'extend-forward',
  keyframes: 'keyframes',
  loop: 'loop',
} as const;

export function operationOf({ kind }: Condition): (typeof operations)[Condition['kind']] {
  return operations[kind];
}

export function validSeed(seed: string): boolean {
  return seed === '' || /^\d{1,20}$/.test(seed);
}

/** All reasons at once, in the order a person would mend them; empty = go. */
export function readinessOf({
  prompt,
  packs,
  projectOpen,
  readOnly,
  memoryBytes,
  aspect = null,
}: ReadinessInput): readonly Reason[] {
  if (!projectOpen || packs === undefined) return [{ key: 'starting' }];
  const reasons: Reason[] = [];
  const pack = packOf(packs, prompt.packId);
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
  const last = prompt.condition.kind === 'keyframes' ? prompt.condition.keys.at(-1) : undefined;
  if (last !== undefined && prompt.seconds !== null && last.at > prompt.seconds) {
    reasons.push({ key: 'keyOutside', seconds: prompt.seconds });
  }
  if (!validSeed(prompt.seed)) reasons.push({ key: 'seed' });
  const support = pack?.operations[operationOf(prompt.condition)];
  if (support !== undefined && !support.native) reasons.push({ key: 'operation', detail: support.reason });
  // Whatever else has to be mended may change what it needs.
  if (reasons.length > 0 || pack === undefined || memoryBytes === undefined || prompt.seconds === null)
    return reasons;
  const shot = { aspect: prompt.aspect ?? aspect, seconds: prompt.seconds };
  const tooLarge = memoryReason(pack, packs, shot, memoryBytes);
  return tooLarge === undefined ? reasons : [tooLarge];
}
