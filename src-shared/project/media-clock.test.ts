import { expect, it } from 'vitest';
import { frames } from '../time/rate.ts';
import { clockAt } from './media-clock.ts';

const film = { rate: { num: 25, den: 1 }, frames: frames(250) };
const clock = (frame: number, base = 25, dropFrame = false) => ({ timecode: { frame, base, dropFrame } });

it('goes on from where the camera began, also where the project counts otherwise', () => {
  const one = { ...film, ...clock(90_000) };
  expect(clockAt(one, 0, film.rate)).toBe('01:00:00:00');
  expect(clockAt(one, 30, film.rate)).toBe('01:00:01:05');
  expect(clockAt(one, 50, { num: 50, den: 1 })).toBe('01:00:01:00');
  expect(clockAt(one, 100_000, film.rate)).toBe('01:00:09:24');
});

it('drops labels where the camera did, counts slower than the pictures, and goes round at midnight', () => {
  const dropping = { rate: { num: 30_000, den: 1001 }, frames: frames(5000), ...clock(1798, 30, true) };
  expect(clockAt(dropping, 2, dropping.rate)).toBe('00:01:00;02');
  const fast = { rate: { num: 50, den: 1 }, frames: frames(500), ...clock(0) };
  expect(clockAt(fast, 51, fast.rate)).toBe('00:00:01:00');
  expect(clockAt({ ...film, ...clock(25 * 86_400 - 1) }, 1, film.rate)).toBe('00:00:00:00');
});

it('is not there where the film has none', () => {
  expect(clockAt(film, 3, film.rate)).toBeUndefined();
});
