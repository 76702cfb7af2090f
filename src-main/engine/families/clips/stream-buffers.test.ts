import { describe, expect, it } from 'vitest';
import { createStreamBuffers } from './stream-buffers.ts';

describe('the state of a streaming graph', () => {
  const states = [
    { name: 'a', channels: 2, frames: 1, scale: 1 },
    { name: 'b', channels: 1, frames: 2, scale: 2 },
  ];
  const grid = { rows: 3, columns: 4 };

  it('is fed nothing at first, and then what the call before has written', () => {
    const turn = createStreamBuffers(states, grid);
    const first = turn();
    expect(first.feeds).toEqual({});
    expect(first.outputs['next_a']?.dims).toEqual([1, 2, 3, 4]);
    expect(first.outputs['next_b']?.dims).toEqual([2, 1, 6, 8]);
    const second = turn();
    expect(second.feeds['a']).toBe(first.outputs['next_a']);
    expect(second.feeds['b']).toBe(first.outputs['next_b']);
  });

  it('is fed zeros at first where there is only one graph', () => {
    const { feeds } = createStreamBuffers(states, grid, 'zeros')();
    expect(feeds['b']?.dims).toEqual([2, 1, 6, 8]);
    expect(feeds['a']?.data.every((value) => value === 0)).toBe(true);
  });

  it('takes one set of buffers however long a clip is', () => {
    const turn = createStreamBuffers(states, grid);
    const seen = new Set<unknown>();
    for (let call = 0; call < 9; call += 1) {
      const { feeds, outputs } = turn();
      for (const tensor of [...Object.values(feeds), ...Object.values(outputs)]) seen.add(tensor.data);
    }
    expect(seen.size).toBe(states.length);
  });
});
