import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conformedLength, footageFrameAt } from './conform-frames.ts';
import { isProjectRate, lowestTerms, parseProjectRate, projectRates, rateName } from './project-rate.ts';
import { frames, framesOfSeconds, rateText, secondsOfFrames, seconds, type Rate } from './rate.ts';
import { canDrop, frameOfTimecode, timecodeOf } from './timecode.ts';

const ntsc30: Rate = { num: 30_000, den: 1001 };
const ntsc60: Rate = { num: 60_000, den: 1001 };
const film: Rate = { num: 24, den: 1 };
const rates = fc.constantFrom<Rate>(...projectRates);

describe('timecode', () => {
  // INTERCHANGE.md 4.9; the same values as in SMPTE ST 12-1 examples.
  it.each([
    [ntsc30, 1799, '00:00:59;29'],
    [ntsc30, 1800, '00:01:00;02'],
    [ntsc30, 17_982, '00:10:00;00'],
    [ntsc30, 107_892, '01:00:00;00'],
    [ntsc60, 3599, '00:00:59;59'],
    [ntsc60, 3600, '00:01:00;04'],
    [ntsc60, 35_964, '00:10:00;00'],
    [ntsc60, 215_784, '01:00:00;00'],
  ])('names frame %o of %o drop-frame as %s', (rate, frame, label) => {
    expect(timecodeOf(frames(frame), { rate, drop: true })).toBe(label);
    expect(frameOfTimecode(label, { rate, drop: true })).toBe(frame);
  });

  it('counts an hour of non-drop labels at 23.976 as 86400 frames, which are 3603.6 seconds', () => {
    const style = { rate: { num: 24_000, den: 1001 }, drop: false };
    expect(timecodeOf(frames(86_400), style)).toBe('01:00:00:00');
    expect(secondsOfFrames(frames(86_400), style.rate)).toBeCloseTo(3603.6, 9);
  });

  it('goes from frame to label and back at every rate, with and without dropping', () => {
    fc.assert(
      fc.property(rates, fc.boolean(), fc.integer({ min: 0, max: 2_000_000 }), (rate, wantsDrop, at) => {
        const style = { rate, drop: wantsDrop && canDrop(rate) };
        expect(frameOfTimecode(timecodeOf(frames(at), style), style)).toBe(at);
      }),
      { numRuns: 2000 },
    );
  });

  it('never repeats a label: neighbours differ', () => {
    for (const rate of [ntsc30, ntsc60]) {
      const labels = new Set<string>();
      for (let at = 0; at < 40_000; at += 1) labels.add(timecodeOf(frames(at), { rate, drop: true }));
      expect(labels.size).toBe(40_000);
    }
  });

  it('refuses labels that do not exist', () => {
    const style = { rate: ntsc30, drop: true };
    for (const label of [
      '00:01:00;00',
      '00:01:00;01',
      '00:00:60;00',
      '24:00:00;00',
      '00:00:00;30',
      'now',
      '',
    ]) {
      expect(frameOfTimecode(label, style), label).toBeUndefined();
    }
    expect(frameOfTimecode('00:10:00;00', style)).toBe(17_982);
  });

  it('refuses to drop where dropping does not exist', () => {
    expect(() => timecodeOf(frames(1), { rate: film, drop: true })).toThrow(RangeError);
  });
});

describe('a rate as a person writes it', () => {
  it.each([
    ['24', film],
    [' 24.00 ', film],
    ['24/1', film],
    ['48/2', film],
    ['23.976', { num: 24_000, den: 1001 }],
    ['23.98', { num: 24_000, den: 1001 }],
    ['29.97', ntsc30],
    ['30000/1001', ntsc30],
    ['59.94', ntsc60],
    ['60', { num: 60, den: 1 }],
  ])('%s is understood', (text, rate) => {
    expect(parseProjectRate(text)).toEqual(rate);
  });

  it.each([
    '',
    '0',
    '-24',
    'NaN',
    '1e9',
    '23.5',
    '16',
    '24fps',
    '24/0',
    '0/0',
    'Infinity',
    '24000/1002',
    '24,0',
  ])('%j is refused with the rates there are', (text) => {
    expect(() => parseProjectRate(text)).toThrowError(
      expect.objectContaining({ code: 'input.rate', hint: expect.stringContaining('23.976, 24, 25') }),
    );
  });

  it('comes back from both of its names', () => {
    for (const rate of projectRates) {
      expect(parseProjectRate(rateText(rate))).toEqual(rate);
      expect(parseProjectRate(rateName(rate))).toEqual(rate);
      expect(isProjectRate(lowestTerms({ num: rate.num * 2, den: rate.den * 2 }))).toBe(true);
    }
  });
});

describe('seconds and frames', () => {
  it('round once, to the nearest frame, halves up', () => {
    expect(framesOfSeconds(seconds(2), film)).toBe(48);
    expect(framesOfSeconds(seconds(1 / 48), film)).toBe(1);
    expect(framesOfSeconds(seconds(10), ntsc30)).toBe(300);
  });
});

describe('footage on a timeline of another rate', () => {
  it('keeps its duration to the nearest frame', () => {
    expect(conformedLength(frames(250), { num: 25, den: 1 }, film)).toBe(240);
    expect(conformedLength(frames(1), { num: 60, den: 1 }, film)).toBe(1);
    expect(conformedLength(frames(0), { num: 60, den: 1 }, film)).toBe(0);
    expect(conformedLength(frames(300), ntsc30, { num: 30, den: 1 })).toBe(300);
  });

  it('shows every frame of slower footage, in order, and stays inside it', () => {
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 1, max: 3000 }).map(frames), (timeline, footage, count) => {
        const length = conformedLength(count, footage, timeline);
        const shown = Array.from({ length }, (_, at) => footageFrameAt(frames(at), timeline, footage, count));
        expect(shown[0]).toBe(0);
        expect(shown.every((frame, at) => at === 0 || frame >= (shown[at - 1] ?? 0))).toBe(true);
        expect(shown.at(-1)).toBeLessThan(count);
        const isSlower = timeline.num * footage.den >= footage.num * timeline.den;
        expect(new Set(shown).size).toBeGreaterThanOrEqual(isSlower ? count - 1 : 1);
      }),
    );
  });

  it('is exact at the largest counts', () => {
    expect(conformedLength(frames(1e9), { num: 60_000, den: 1001 }, film)).toBe(400_400_000);
  });
});
