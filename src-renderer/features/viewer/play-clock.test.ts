import { beforeEach, describe, expect, it } from 'vitest';
import { createTransportStore, type TransportStore } from '../../editor/stores/transport-store.ts';
import { createPlayClock } from './play-clock.ts';

interface Bench {
  readonly transport: TransportStore;
  readonly seen: number[];
  /** The next drawing happens at this time. */
  draw(milliseconds: number): void;
  keepsUp: boolean;
}

function bench(part: { readonly in?: number; readonly out?: number } = {}): Bench {
  const transport = createTransportStore();
  let waiting: ((now: number) => void) | null = null;
  const made: Bench = {
    transport,
    seen: [],
    keepsUp: true,
    draw(milliseconds) {
      const due = waiting;
      waiting = null;
      due?.(milliseconds);
    },
  };
  createPlayClock({
    transport,
    bounds: () => ({ rate: { num: 25, den: 1 }, end: 100, in: part.in, out: part.out }),
    run(moment) {
      made.seen.push(Math.floor(moment));
      return made.keepsUp;
    },
    stand: () => undefined,
    seek: () => undefined,
    request(draw) {
      waiting = draw;
      return 1;
    },
    cancel: () => (waiting = null),
  });
  return made;
}

describe('the clock of playback', () => {
  let one: Bench;
  beforeEach(() => {
    one = bench();
  });

  it('shows every frame in real time and drops none while pictures keep up', () => {
    one.transport.togglePlay();
    for (let time = 0; time <= 400; time += 40) one.draw(1000 + time);
    expect(one.seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(one.transport.getState().dropped).toBe(0);
  });

  it('never waits, and counts each frame that was due and not seen', () => {
    one.transport.togglePlay();
    one.draw(0);
    one.draw(200);
    expect(one.seen).toEqual([0, 5]);
    expect(one.transport.getState().dropped).toBe(4);
    one.keepsUp = false;
    one.draw(280);
    expect(one.transport.getState().dropped).toBe(6);
  });

  it('stops on the last frame, and begins anew from there', () => {
    one.transport.seek(98);
    one.transport.togglePlay();
    one.draw(0);
    one.draw(200);
    expect(one.transport.getState()).toMatchObject({ frame: 99, shuttle: { speed: 0 } });
    one.transport.togglePlay();
    expect(one.transport.getState().frame).toBe(0);
  });

  it('goes round within the marks while looping, backwards as well', () => {
    const marked = bench({ in: 10, out: 20 });
    marked.transport.setLoop(true);
    marked.transport.seek(18);
    marked.transport.togglePlay();
    for (let time = 0; time <= 160; time += 40) marked.draw(time);
    expect(marked.seen).toEqual([18, 19, 10, 11, 12]);
    expect(marked.transport.getState().dropped).toBe(0);
    marked.transport.press('j');
    marked.draw(1000);
    marked.draw(1120);
    expect(marked.seen.at(-1)).toBe(19);
  });

  it('counts what was due at the end of a loop and not seen', () => {
    const marked = bench({ in: 10, out: 20 });
    marked.transport.setLoop(true);
    marked.transport.seek(18);
    marked.transport.togglePlay();
    marked.draw(0);
    marked.draw(200);
    expect(marked.seen).toEqual([18, 10]);
    expect(marked.transport.getState().dropped).toBe(4);
  });

  it('plays from in to out and stops there', () => {
    const marked = bench({ in: 10, out: 12 });
    marked.transport.seek(10);
    marked.transport.playRange();
    marked.draw(0);
    marked.draw(40);
    marked.draw(80);
    expect(marked.transport.getState()).toMatchObject({ frame: 11, shuttle: { speed: 0 } });
  });
});
