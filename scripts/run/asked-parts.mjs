import { Refusal } from './refusal.mjs';

/**
 * The parts of a benchmark that `--only` names, in the benchmark's own order; all of them without it.
 *
 * @template {string} Part
 * @param {string | undefined} only
 * @param {readonly Part[]} all
 * @returns {Part[]}
 */
export function askedParts(only, all) {
  if (only === undefined) return [...all];
  const asked = only.split(',');
  const unknown = asked.find((part) => !all.some((one) => one === part));
  if (unknown !== undefined) throw new Refusal(`There is no part “${unknown}”; there are ${all.join(', ')}.`);
  return all.filter((part) => asked.includes(part));
}
