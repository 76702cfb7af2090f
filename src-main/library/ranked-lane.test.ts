import { expect, test } from 'vitest';
import { createRankedLane } from './ranked-lane.ts';

function lane() {
  const made = createRankedLane();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (rank: number, name: string) =>
    made.run(rank, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { made, begun, ask, end };
}

test('what is small overtakes what waits, never what runs, and equals come in their order', async () => {
  const { made, begun, ask, end } = lane();
  const first = ask(2, 'reel 1');
  await end('');
  void ask(2, 'reel 2');
  void ask(1, 'strip');
  void ask(0, 'sound 1');
  void ask(0, 'sound 2');
  expect(begun).toEqual(['reel 1']);
  await end('reel 1');
  await expect(first).resolves.toBe('reel 1');
  for (const name of ['sound 1', 'sound 2', 'strip', 'reel 2']) await end(name);
  await made.idle();
  expect(begun).toEqual(['reel 1', 'sound 1', 'sound 2', 'strip', 'reel 2']);
});

test('what fails is told of, and the next goes on', async () => {
  const made = createRankedLane();
  const failed = made.run(0, () => Promise.reject(new Error('no sound')));
  const next = made.run(0, () => Promise.resolve('there'));
  await expect(failed).rejects.toThrow('no sound');
  await expect(next).resolves.toBe('there');
  await made.idle();
  await expect(made.run(1, () => Promise.resolve('again'))).resolves.toBe('again');
});
