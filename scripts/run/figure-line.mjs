/**
 * One number of a measurement, with what it should be.
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [count] of samples
 * @property {{ atLeast: number } | { atMost: number } | { from: number, to: number }} [target]
 * @property {boolean} [met]
 */

/** @param {NonNullable<Figure['target']>} target */
function wanted(target) {
  if ('atLeast' in target) return `at least ${target.atLeast}`;
  if ('atMost' in target) return `at most ${target.atMost}`;
  return `${target.from} to ${target.to}`;
}

/**
 * The figure as a line to read.
 *
 * @param {Figure} figure
 */
export function figureLine({ name, value, unit, count, target, met }) {
  const number = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  const samples = count === undefined ? '' : ` (${count})`;
  const verdict =
    target === undefined || met === undefined ? '' : `  ${met ? 'ok' : 'MISSED'} (${wanted(target)})`;
  return `${name.padEnd(28)} ${number.padStart(8)} ${unit}${samples}${verdict}`;
}
