import { describe, expect, it } from 'vitest';
import { pressShuttle, stillShuttle, type ShuttleKey } from './shuttle.ts';

function after(...keys: readonly ShuttleKey[]) {
  return keys.reduce(({ shuttle }, key) => pressShuttle(shuttle, key), { shuttle: stillShuttle, step: 0 });
}

describe('the shuttle', () => {
  it.each([
    [['l'], 1],
    [['l', 'l'], 2],
    [['l', 'l', 'l', 'l', 'l', 'l'], 8],
    [['j'], -1],
    [['j', 'j', 'j'], -4],
    [['l', 'l', 'j'], -1],
    [['l', 'l', 'k', 'k-up'], 0],
  ] as const)('after %o runs at %d', (keys, speed) => {
    expect(after(...keys).shuttle.speed).toBe(speed);
  });

  it('steps single frames while K is held, and runs again when it is let go', () => {
    expect(after('l', 'k', 'l')).toEqual({ shuttle: { speed: 0, holdingK: true }, step: 1 });
    expect(after('k', 'j').step).toBe(-1);
    expect(after('k', 'l', 'k-up', 'l').shuttle.speed).toBe(1);
  });
});
