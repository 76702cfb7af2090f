/** What one branch of guidance keeps of the last step at which all blocks were evaluated. */
interface Kept {
  /** What the first block added. */
  readonly first: Float32Array;
  /** What all the others added. */
  readonly rest: Float32Array;
}

/** How much `now` differs from `before`, relative to the size of `before`: mean |now - before| / mean |before|. */
export function relativeChange(now: Float32Array, before: Float32Array): number {
  let change = 0;
  let size = 0;
  for (let i = 0; i < before.length; i += 1) {
    const old = before[i] ?? 0;
    change += Math.abs((now[i] ?? 0) - old);
    size += Math.abs(old);
  }
  return change / size;
}

/**
 * First-block cache: from step to step a transformer's blocks add nearly the same, and how nearly the first one tells of
 * them all. Where its residual has changed by no more than a threshold since the last full evaluation, what the other blocks
 * added then is added again (ParaAttention's first block cache; `FirstBlockCacheConfig` of diffusers, whose rule this is).
 * Changes do not add up over steps left out, because each is held against the last full one.
 */
export function createBlockCache<Branch>(threshold: number) {
  const kept = new Map<Branch, Kept>();
  return {
    /** What the other blocks may be taken to add; undefined where they have to be evaluated. @param first block's residual. */
    restFor(branch: Branch, first: Float32Array): Float32Array | undefined {
      const last = kept.get(branch);
      // Not `>`: a change that is not a number has to be looked at by the whole network.
      return last !== undefined && relativeChange(first, last.first) <= threshold ? last.rest : undefined;
    },
    /** Notes a full evaluation; the arrays are kept. */
    keep(branch: Branch, first: Float32Array, rest: Float32Array): void {
      kept.set(branch, { first, rest });
    },
  };
}
