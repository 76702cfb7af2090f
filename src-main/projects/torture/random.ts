/** Random numbers from a seed: the same seed, the same torture. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  /** A whole number, 0 <= n < limit. */
  below(limit: number): number;
}

/** Mulberry32 (Tommy Ettinger, 2017): 32 bits of state, plenty for choosing edits and moments. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}
