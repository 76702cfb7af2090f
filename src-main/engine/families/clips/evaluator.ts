import { Tensor } from 'onnxruntime-node';
import { floatsOf, type Feeds } from '../../packs/session.ts';
import type { SignatureContract } from '../../packs/signature.ts';
import { createBlockCache } from './block-cache.ts';
import type { Stages } from './stages.ts';

/** Which of the two predictions of guidance. */
export type Branch = 'guided' | 'unguided';

/** A transformer's graph as a whole, and the three it is parted into, where the pack has them. */
export interface TransformerRoles<Role> {
  readonly whole: Role;
  readonly head: Role;
  readonly body: Role;
  readonly end: Role;
}

export interface Evaluator<Role> {
  /** One forward pass of a transformer; gives its velocity, ours to overwrite. */
  evaluate(roles: TransformerRoles<Role>, branch: Branch, feeds: Feeds): Promise<Float32Array>;
  /** Passes so far, and how many of them left out the blocks after the first. */
  counts(): { readonly evaluations: number; readonly reused: number };
}

/**
 * Evaluates the transformers of one window, as a whole, or in parts with a first-block cache.
 *
 * @param threshold of the cache (see `createBlockCache`); undefined: without one.
 */
export function createEvaluator<Role extends string>(
  stages: Pick<Stages<Role>, 'open' | 'release'>,
  contracts: Readonly<Partial<Record<Role, SignatureContract>>>,
  threshold: number | undefined,
): Evaluator<Role> {
  let evaluations = 0;
  let reused = 0;

  /** Runs a graph on those of the values it takes. */
  async function run(role: Role, values: Feeds): Promise<Feeds> {
    const names = contracts[role]?.inputs ?? [];
    const feeds = names.flatMap(({ name }) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return (await stages.open(role)).run(Object.fromEntries(feeds));
  }

  function createParted(limit: number) {
    const cache = createBlockCache<string>(limit);
    return async ({ whole, head, body, end }: TransformerRoles<Role>, branch: Branch, feeds: Feeds) => {
      const values = { ...feeds, ...(await run(head, feeds)) };
      const hidden = floatsOf(values, 'hidden', head);
      const first = floatsOf(values, 'residual', head);
      const key = `${whole} ${branch}`;
      const rest = cache.restFor(key, first);
      let mixed: Float32Array;
      if (rest === undefined) {
        mixed = floatsOf(await run(body, values), 'mixed', body);
        cache.keep(
          key,
          first,
          mixed.map((value, at) => value - (hidden[at] ?? 0)),
        );
      } else {
        reused += 1;
        mixed = hidden;
        for (let i = 0; i < mixed.length; i += 1) mixed[i] = (mixed[i] ?? 0) + (rest[i] ?? 0);
      }
      const dims = values['hidden']?.dims ?? [];
      return floatsOf(
        await run(end, { ...values, mixed: new Tensor('float32', mixed, dims) }),
        'velocity',
        end,
      );
    };
  }
  const parted = threshold === undefined ? undefined : createParted(threshold);

  return {
    async evaluate(roles, branch, feeds) {
      evaluations += 1;
      // One form at a time: both together would hold every weight twice.
      if (parted !== undefined) {
        await stages.release(roles.whole);
        return parted(roles, branch, feeds);
      }
      await stages.release(roles.head, roles.body, roles.end);
      return floatsOf(await run(roles.whole, feeds), 'velocity', roles.whole);
    },
    counts: () => ({ evaluations, reused }),
  };
}
