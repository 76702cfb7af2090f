import type { GenerationPlan } from '../../src-shared/generation/plan.ts';
import type { Recipe } from '../../src-shared/generation/recipe.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { framesOf, type RgbFrame } from '../../src-shared/quality/frame.ts';
import { lookAt, lookBetween, plainLook, withLook, type Look } from '../../src-shared/quality/match-look.ts';

/** Known pictures beside a join that its look is measured by: two tell the footage's own change. */
const knownPictures = 2;

/** A smoothed clip has a join at every picture; these many, spread over it, tell its look. */
const mostJoins = 12;

interface Join {
  /** Given indices, nearest to the join first. */
  readonly known: readonly number[];
  /** The made index on the other side. */
  readonly made: number;
}

/** Brings what the engine makes to the look of what was given, join by join. */
export interface Matcher {
  /** Indices of the plan the engine has to show first. */
  readonly echo: readonly number[];
  /** Takes one of them. */
  note(index: number, rgb: Uint8Array, size: Size): void;
  /** A made frame in the look of its neighbours. */
  apply(index: number, rgb: Uint8Array, size: Size): Uint8Array;
  /** What was done, for the recipe. */
  joins(): NonNullable<Recipe['matching']>['joins'];
}

function joinsOf({ total, given }: GenerationPlan): Join[] {
  const isGiven = new Set(given);
  const joins: Join[] = [];
  const beside = (made: number, step: 1 | -1): void => {
    const known: number[] = [];
    for (let at = made + step; isGiven.has(at) && known.length < knownPictures; at += step) known.push(at);
    if (known.length > 0) joins.push({ known, made });
  };
  for (let index = 0; index < total; index += 1) {
    if (isGiven.has(index)) continue;
    beside(index, -1);
    beside(index, 1);
  }
  const step = Math.max(1, Math.ceil(joins.length / mostJoins));
  return joins.filter((_, at) => at % step === 0);
}

/**
 * @param plan undefined = nothing is matched
 * @param given pictures of `plan.given`, RGB24 of `size`, in that order
 */
export function createMatcher(plan: GenerationPlan | undefined, given: Uint8Array, size: Size): Matcher {
  const joins = plan === undefined ? [] : joinsOf(plan);
  const bytes = size.width * size.height * 3;
  const originals = new Map<number, RgbFrame>();
  for (const [at, index] of (plan?.given ?? []).entries()) {
    const [frame] = framesOf(given.subarray(at * bytes, (at + 1) * bytes), size);
    if (frame !== undefined) originals.set(index, frame);
  }
  const echoed = new Map<number, RgbFrame>();
  let looks: { readonly index: number; readonly look: Look }[] | undefined;

  function measured(): { readonly index: number; readonly look: Look }[] {
    return joins.flatMap(({ known, made }) => {
      const drawn = known.flatMap((index) => echoed.get(index) ?? []);
      const seen = known.flatMap((index) => originals.get(index) ?? []);
      const first = echoed.get(made);
      // A model that shows no echo is left as it is.
      if (first === undefined || drawn.length !== seen.length || seen.length === 0) return [];
      return [{ index: made, look: lookAt({ known: seen, drawn, made: first }) }];
    });
  }

  function lookOf(index: number): Look {
    looks ??= measured();
    const before = looks.filter((each) => each.index <= index).at(-1);
    const after = looks.find((each) => each.index >= index);
    if (before === undefined || after === undefined) return (before ?? after)?.look ?? plainLook;
    const span = after.index - before.index;
    return lookBetween(before.look, after.look, span === 0 ? 0.5 : (index - before.index) / span);
  }

  return {
    echo: [...new Set(joins.flatMap(({ known, made }) => [...known, made]))].sort((a, b) => a - b),
    note(index, rgb, { width, height }) {
      // The bytes are the engine's again afterwards.
      echoed.set(index, { width, height, rgb: rgb.slice() });
    },
    apply(index, rgb, { width, height }) {
      const look = lookOf(index);
      return look === plainLook ? rgb : withLook({ width, height, rgb }, look).rgb;
    },
    joins: () =>
      (looks ?? measured()).map(({ index, look: { gain, offset, sharpen } }) => ({
        index,
        gain: [...gain],
        offset: [...offset],
        sharpen,
      })),
  };
}
