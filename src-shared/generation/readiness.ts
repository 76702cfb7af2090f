import type { OperationName, PackManifest } from '../pack/schema.ts';
import { requestLimits } from './request.ts';
import { operationRefusal } from './resolve.ts';

/** Why Generate can't be pressed, as data: the window words it from its catalogue and puts the remedy beside it. */
export type ReadinessReason =
  | { readonly code: 'prompt.missing' }
  | { readonly code: 'prompt.tooLong'; readonly characters: number; readonly limit: number }
  | { readonly code: 'seconds.outOfRange'; readonly min: number; readonly max: number }
  | { readonly code: 'image.missing' }
  | { readonly code: 'source.missing' }
  | { readonly code: 'pack.missing' }
  | { readonly code: 'pack.operation'; readonly reason: string }
  | { readonly code: 'memory.low'; readonly neededBytes: number; readonly freeBytes: number };

export interface ReadinessFacts {
  readonly operation: OperationName;
  readonly prompt: string;
  readonly seconds: number;
  readonly hasImage: boolean;
  readonly hasSource: boolean;
  /** undefined = not installed. */
  readonly pack: Pick<PackManifest, 'operations'> | undefined;
  /** Where both are known. */
  readonly memory?: { readonly neededBytes: number; readonly freeBytes: number } | undefined;
}

/** All reasons at once, the one to mend first in front; empty = ready. */
export function readinessReasons(facts: ReadinessFacts): ReadinessReason[] {
  const reasons: ReadinessReason[] = [];
  const prompt = facts.prompt.trim();
  const { seconds: limits, promptCharacters } = requestLimits;
  if (prompt === '') reasons.push({ code: 'prompt.missing' });
  if (prompt.length > promptCharacters) {
    reasons.push({ code: 'prompt.tooLong', characters: prompt.length, limit: promptCharacters });
  }
  if (facts.operation === 'animate' && !facts.hasImage) reasons.push({ code: 'image.missing' });
  if (facts.operation.startsWith('extend') && !facts.hasSource) reasons.push({ code: 'source.missing' });
  if (!(facts.seconds >= limits.min && facts.seconds <= limits.max)) {
    reasons.push({ code: 'seconds.outOfRange', ...limits });
  }
  if (facts.pack === undefined) {
    reasons.push({ code: 'pack.missing' });
  } else {
    const refusal = operationRefusal(facts.pack, facts.operation);
    if (refusal !== undefined) reasons.push({ code: 'pack.operation', reason: refusal });
  }
  if (facts.memory !== undefined && facts.memory.freeBytes < facts.memory.neededBytes) {
    reasons.push({ code: 'memory.low', ...facts.memory });
  }
  return reasons;
}
