import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectPeaks, decodePeaks, encodePeaks } from './peaks-format.ts';

test('peaks are the lowest and highest sample of each point, however the samples arrive', () => {
  const sound = fc.record({
    channels: fc.constantFrom(1, 2),
    perPoint: fc.integer({ min: 1, max: 50 }),
    samples: fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 400 }),
    pieces: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(sound, ({ channels, perPoint, samples, pieces }) => {
      const whole = samples.slice(0, samples.length - (samples.length % channels));
      const collector = collectPeaks(48_000, perPoint, channels);
      for (let at = 0; at < whole.length; at += pieces)
        collector.add(Int16Array.from(whole.slice(at, at + pieces)));
      const peaks = collector.finish();
      const perChannel = whole.length / channels;
      expect(peaks.length).toBe(Math.ceil(perChannel / perPoint));
      for (let point = 0; point < peaks.length; point += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const own = whole.filter(
            (_value, index) =>
              index % channels === channel && Math.floor(index / channels / perPoint) === point,
          );
          const at = (point * channels + channel) * 2;
          expect(peaks.data[at]).toBe(Math.min(...own) >> 8);
          expect(peaks.data[at + 1]).toBe(Math.min(127, (Math.max(...own) + 255) >> 8));
        }
      }
      expect(decodePeaks(encodePeaks(peaks))).toEqual(peaks);
    }),
    { numRuns: 200 },
  );
});

test('what is no peaks file, or a cut one, is not read', () => {
  const collector = collectPeaks(8000, 4, 1);
  collector.add(Int16Array.from([1000, -1000, 5, 7, 9]));
  const bytes = encodePeaks(collector.finish());
  for (let length = 0; length < bytes.length; length += 1)
    expect(decodePeaks(bytes.subarray(0, length))).toBeUndefined();
  expect(decodePeaks(bytes)).toMatchObject({ length: 2, channels: 1 });
  expect(decodePeaks(Uint8Array.from(bytes, (byte, at) => (at === 0 ? byte + 1 : byte)))).toBeUndefined();
});
