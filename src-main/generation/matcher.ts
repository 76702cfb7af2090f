import type { GenerationPlan } from '../../src-shared/generation/plan.ts';
import type { Recipe } from '../../src-shared/generation/recipe.ts';
import type { Size } from '../../src-shared/generation/request.ts';
import { carriedShare, detailOf, type Detail } from '../../src-shared/quality/carry-detail.ts';
import { easeAt, easeLeft, type Ease } from '../../src-shared/quality/ease-step.ts';
import { framesOf, reduced, type RgbFrame } from '../../src-shared/quality/frame.ts';
import { likenessOf } from '../../src-shared/quality/likeness.ts';
import { lookAt, lookBetween, plainLook, withLook, type Look } from '../../src-shared/quality/match-look.ts';
import { withDetail, type CarriedSide } from '../../src-shared/quality/with-detail.ts';

/**
 * Known pictures beside a join that its look is measured by: their steps tell the footage's own change, and of the nearest
 * the engine's own drawing tells what its codec does.
 */
const knownPictures = 4;

/** Over how long a step at a join is eased away. */
const easeSeconds = 1;

/** A smoothed clip has a join at every picture; these many, spread over it, tell its look. */
const mostJoins = 12;

interface Join {
  /** Given indices, nearest to the join first. */
  readonly known: readonly number[];
  /** The made index on the other side. */
  readonly made: number;
  /** Made pictures from there on that are this join's alone: half of those between two known ones. */
  readonly room: number;
}

/** What was found at a join. */
interface Found {
  /** The made index beside it. */
  readonly index: number;
  readonly look: Look;
  readonly detail: Detail | undefined;
  /** Share of the first made picture in which the known one's detail goes on, 0 to 1. */
  readonly carried: number;
  /** How alike the model's own drawing is to the known picture. */
  readonly likeness: number;
  readonly ease: Ease | undefined;
  /** Made pictures over which the ease fades. */
  readonly reach: number;
}

/** A picture the engine showed first, at the given pictures' size. */
interface Shown {
  readonly picture: RgbFrame;
  /** It came larger: a finisher drew it. */
  readonly finished: boolean;
}

/**
 * Brings what the engine makes to the look of what was given, join by join; where nothing moves it goes on with the known
 * side's detail, and what still steps there is eased over a second.
 */
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
  const beside = (made: number, step: 1 | -1, room: number): void => {
    const known: number[] = [];
    for (let at = made + step; isGiven.has(at) && known.length < knownPictures; at += step) known.push(at);
    if (known.length > 0) joins.push({ known, made, room });
  };
  for (let first = 0; first < total; first += 1) {
    if (isGiven.has(first)) continue;
    let last = first;
    while (last + 1 < total && !isGiven.has(last + 1)) last += 1;
    const count = last + 1 - first;
    const room = isGiven.has(first - 1) && isGiven.has(last + 1) ? count / 2 : count;
    beside(first, -1, room);
    beside(last, 1, room);
    first = last;
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
  const easeReach = plan === undefined ? 0 : (easeSeconds * plan.rate.num) / plan.rate.den;
  const bytes = size.width * size.height * 3;
  const originals = new Map<number, RgbFrame>();
  for (const [at, index] of (plan?.given ?? []).entries()) {
    const [frame] = framesOf(given.subarray(at * bytes, (at + 1) * bytes), size);
    if (frame !== undefined) originals.set(index, frame);
  }
  const echoed = new Map<number, Shown>();
  let found: readonly Found[] | undefined;

  function measured(): Found[] {
    return joins.flatMap(({ known, made, room }) => {
      const drawn = echoed.get(known[0] ?? -1);
      const seen = known.flatMap((index) => originals.get(index) ?? []);
      const [nearest] = seen;
      const first = echoed.get(made);
      // A model that shows no echo is left as it is.
      if (first === undefined || drawn === undefined || nearest === undefined) return [];
      const { finished } = drawn;
      const look = lookAt({ known: seen, drawn: drawn.picture, made: first.picture, finished });
      // The drawing in its own look: a step of light at the join is the made picture's alone.
      const ownLook = lookAt({ known: seen, drawn: drawn.picture, made: drawn.picture, finished });
      const drawing = withLook(drawn.picture, ownLook);
      const detail = detailOf(nearest, drawing);
      const matched = withLook(first.picture, look);
      const carried = detail === undefined ? 0 : carriedShare(matched, detail);
      const sides = detail === undefined ? [] : [{ detail, share: 1 }];
      const reach = Math.min(easeReach, room);
      const ease = reach < 1 ? undefined : easeAt({ known: seen, made: matched, sides });
      const likeness = likenessOf(nearest, drawing);
      return [{ index: made, look, detail, carried, likeness, ease, reach }];
    });
  }

  /** The look of a made picture, and the sides whose detail it may go on with; between two joins each has its share. */
  function wantedAt(index: number): { readonly look: Look; readonly sides: readonly CarriedSide[] } {
    found ??= measured();
    const before = found.filter((each) => each.index <= index).at(-1);
    const after = found.find((each) => each.index >= index);
    const sideOf = (join: Found | undefined, share: number): CarriedSide[] =>
      join?.detail === undefined ? [] : [{ detail: join.detail, share }];
    // Beside a join it is both the one before and the one after.
    const eases = [...new Set([before, after])].flatMap((join): CarriedSide[] => {
      if (join?.ease === undefined) return [];
      const left = easeLeft(Math.abs(index - join.index), join.reach);
      return left === 0 ? [] : [{ detail: join.ease.detail, share: join.ease.share * left }];
    });
    if (before === undefined || after === undefined) {
      const only = before ?? after;
      return { look: only?.look ?? plainLook, sides: [...sideOf(only, 1), ...eases] };
    }
    const span = after.index - before.index;
    const share = span === 0 ? 0.5 : (index - before.index) / span;
    return {
      look: lookBetween(before.look, after.look, share),
      sides: [...sideOf(before, 1 - share), ...sideOf(after, share), ...eases],
    };
  }

  return {
    echo: [...new Set(joins.flatMap(({ known, made }) => [...known.slice(0, 1), made]))].sort(
      (a, b) => a - b,
    ),
    note(index, rgb, shown) {
      // A copy in any case: the bytes are the engine's again afterwards.
      const picture = reduced({ ...shown, rgb: rgb.slice() }, Math.max(size.width, size.height));
      echoed.set(index, { picture, finished: shown.width > size.width });
    },
    apply(index, rgb, { width, height }) {
      const { look, sides } = wantedAt(index);
      return withDetail({ width, height, rgb }, sides, look).rgb;
    },
    joins: () =>
      (found ?? measured()).map(({ index, look: { gain, offset, sharpen }, carried, likeness, ease }) => ({
        index,
        gain: [...gain],
        offset: [...offset],
        sharpen,
        carried,
        likeness,
        eased: ease?.share ?? 0,
      })),
  };
}
