import { expect, test, vi } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { mediaIdSchema } from '../../../src-shared/lib/ids.ts';
import type { Bridge } from '../../bridge/bridge.ts';
import { createPeaksSource, type Peaks } from './peaks-source.ts';

const media = mediaIdSchema.parse('m-waves');
const there: Peaks = {
  sampleRate: 48_000,
  samplesPerPoint: 240,
  channels: 1,
  length: 2,
  data: new Int8Array(4),
};

function sourceOver(answers: readonly (Peaks | AppError)[]) {
  let asked = 0;
  const call = vi.fn(async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === undefined || answer instanceof AppError) throw answer ?? new Error('no answer');
    return answer;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this channel is called
  const peaks = createPeaksSource({ call: call as unknown as Bridge['call'] });
  const drawn = () =>
    new Promise<void>((resolve) => {
      const stop = peaks.listen(() => {
        stop();
        resolve();
      });
    });
  return { peaks, call, drawn };
}

test('a waveform that a busy machine could not measure is asked for again', async () => {
  const busy = new AppError('ffmpeg.failed', 'It gave up.', { retryable: true });
  const { peaks, call, drawn } = sourceOver([busy, there]);
  for (const _ of [1, 2]) {
    const next = drawn();
    expect(peaks.get(media)).toBeNull();
    await next;
  }
  expect(peaks.get(media)).toBe(there);
  expect(call).toHaveBeenCalledTimes(2);
});

test('a file without sound is asked for once', async () => {
  const { peaks, call } = sourceOver([new AppError('input.file.format', 'No sound.')]);
  peaks.get(media);
  await vi.waitFor(() => expect(call.mock.settledResults[0]?.type).toBe('rejected'));
  expect(peaks.get(media)).toBeNull();
  expect(call).toHaveBeenCalledTimes(1);
});
