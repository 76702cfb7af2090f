import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transitionIdSchema } from '../../src-shared/lib/ids.ts';
import type { Clip, Media, ProjectDocument, Track } from '../../src-shared/project/schema.ts';
import { frames } from '../../src-shared/time/rate.ts';
import type { FrameRange } from '../../src-shared/timeline/frame-range.ts';
import { gainOf } from '../../src-shared/timeline/sounds.ts';
import { runForFixture } from '../media/testing/numbered-clip.ts';
import { mixSound, tempoFilters } from './mix-sound.ts';
import { planRender } from './render-plan.ts';
import { probeMedia } from '../media/probe.ts';
import { openStage } from './testing/stage.ts';
import type { Look, Stage } from './testing/stage.ts';

const sampleRate = 48_000;
/** Amplitude of the tones below. */
const loud = 0.25;
let stage: Stage;
let low: Media;
let high: Media;

beforeAll(async () => {
  stage = await openStage();
  const tone = async (hertz: number) => {
    const path = join(stage.folder, `tone-${hertz}.wav`);
    const source = `aevalsrc='${loud}*sin(2*PI*${hertz}*t)|${loud}*sin(2*PI*${hertz}*t)':s=${sampleRate}:d=4`;
    runForFixture(stage.tool.path, ['-f', 'lavfi', '-i', source, '-c:a', 'pcm_s24le', path]);
    return stage.add(path);
  };
  low = await tone(480);
  high = await tone(1200);
});
afterAll(() => stage.remove());

function sounding(clips: readonly Clip[], rest: Partial<Track> = {}): ProjectDocument {
  const document = stage.project([clips], rest);
  const tracks = document.timeline.tracks.map((track) => ({ ...track, kind: 'audio' as const }));
  return { ...document, timeline: { ...document.timeline, tracks } };
}
let mixes = 0;
async function mixed(document: ProjectDocument, range?: FrameRange): Promise<Float32Array> {
  mixes += 1;
  const out = join(stage.folder, `mix-${mixes}.flac`);
  const probes = new Map(
    await Promise.all(
      [low, high].map(async (media) => [media.id, await probeMedia(join(stage.folder, media.file))] as const),
    ),
  );
  const probeOf = ({ mediaId }: { mediaId: Media['id'] }) => {
    const probe = probes.get(mediaId);
    if (probe === undefined) throw new Error('no probe');
    return probe;
  };
  await mixSound(
    stage.tool,
    planRender(document, range),
    probeOf,
    out,
    () => undefined,
    new AbortController().signal,
  );
  const pcm = runForFixture(stage.tool.path, ['-i', out, '-f', 'f32le', 'pipe:1']);
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength));
}
const hear = (look: Look) => mixed(sounding([stage.clip(low, { frames: 48, ...look })]));

/** Amplitude of one tone on one side in a range of frames (at 24 a second), by projection on its sine and cosine. */
function amplitude(pcm: Float32Array, hertz: number, from: number, to: number, side = 0): number {
  let [sine, cosine] = [0, 0];
  const [first, last] = [from, to].map((frame) => Math.round((frame * sampleRate) / 24));
  for (let at = first ?? 0; at < (last ?? 0); at += 1) {
    const sample = pcm[at * 2 + side] ?? 0;
    const phase = (2 * Math.PI * hertz * at) / sampleRate;
    sine += sample * Math.sin(phase);
    cosine += sample * Math.cos(phase);
  }
  return (2 * Math.hypot(sine, cosine)) / ((last ?? 0) - (first ?? 0)) / loud;
}

describe('the mix', () => {
  it('of a range is that part of the whole, at the same sample', async () => {
    const faded: Look = {
      frames: 30,
      fadeIn: frames(12),
      fadeOut: frames(8),
      volume: [
        { frame: 0, value: -12, ease: 'hold' },
        { frame: 4, value: 0, ease: 'linear' },
        { frame: 28, value: -20, ease: 'linear' },
      ],
    };
    const document = sounding([stage.clip(low, faded), stage.clip(high, { at: 36, frames: 40, from: 3 })]);
    const whole = await mixed(document);
    expect(whole.length).toBe(76 * 2000 * 2);
    for (const range of [
      { from: 7, to: 50 },
      { from: 28, to: 38 },
      { from: 40, to: 90 },
    ]) {
      const part = await mixed(document, range);
      expect(part.length).toBe((range.to - range.from) * 2000 * 2);
      const wanted = new Float32Array(part.length);
      wanted.set(whole.subarray(range.from * 4000, range.to * 4000));
      const worst = part.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? 0))), 0);
      // Loudness is computed every 32 samples, counted from where the mix begins: within a fade that may be 0.0002 off.
      expect(worst, `${range.from}-${range.to}`).toBeLessThan(4e-4);
    }
  });
  it('has the volume and pan of its keyframes', async () => {
    const pcm = await hear({
      volume: [
        { frame: 0, value: -12, ease: 'hold' },
        { frame: 12, value: 0, ease: 'linear' },
        { frame: 36, value: -20, ease: 'linear' },
      ],
      pan: [
        { frame: 0, value: 0, ease: 'hold' },
        { frame: 6, value: -1, ease: 'hold' },
        { frame: 12, value: 0.5, ease: 'hold' },
      ],
    });
    expect(pcm).toHaveLength(2 * 2 * sampleRate);
    expect(amplitude(pcm, 480, 1, 5)).toBeCloseTo(gainOf(-12), 2);
    expect(amplitude(pcm, 480, 7, 11, 1)).toBeLessThan(0.001);
    expect(amplitude(pcm, 480, 23, 25, 1)).toBeCloseTo(gainOf(-10), 1);
    expect(amplitude(pcm, 480, 40, 47, 1)).toBeCloseTo(gainOf(-20), 2);
    expect(amplitude(pcm, 480, 40, 47, 0)).toBeCloseTo(gainOf(-20) / 2, 2);
  });

  it('comes and goes with fades, and is silent where it is told to be', async () => {
    const pcm = await hear({ fadeIn: frames(24), fadeOut: frames(12) });
    expect(Math.abs(pcm[2] ?? 1)).toBeLessThan(1e-4);
    expect(amplitude(pcm, 480, 11, 13)).toBeCloseTo(0.5, 2);
    expect(amplitude(pcm, 480, 41, 43)).toBeCloseTo(0.5, 2);
    const clips = [stage.clip(low, { frames: 24, silent: true }), stage.clip(low, { at: 24, frames: 24 })];
    const quiet = await mixed(sounding(clips));
    expect(amplitude(quiet, 480, 1, 23)).toBe(0);
    expect(amplitude(quiet, 480, 25, 47)).toBeCloseTo(1, 3);
  });

  it('keeps its power through a crossfade', async () => {
    const clips = [stage.clip(low, { frames: 24 }), stage.clip(high, { at: 24, frames: 24, from: 20 })];
    const transitions = [
      {
        id: transitionIdSchema.parse('pass-1'),
        kind: 'dissolve' as const,
        at: frames(24),
        before: frames(12),
        after: frames(12),
      },
    ];
    const pcm = await mixed(sounding(clips, { transitions }));
    expect(amplitude(pcm, 480, 2, 10)).toBeCloseTo(1, 3);
    expect(amplitude(pcm, 480, 23.5, 24.5)).toBeCloseTo(Math.SQRT1_2, 2);
    expect(amplitude(pcm, 1200, 23.5, 24.5)).toBeCloseTo(Math.SQRT1_2, 2);
    expect(amplitude(pcm, 480, 38, 46)).toBeLessThan(0.001);
    expect(amplitude(pcm, 1200, 38, 46)).toBeCloseTo(1, 3);
  });

  it('lasts as long as its picture at any speed, at the same pitch', async () => {
    expect(tempoFilters(1)).toEqual([]);
    expect(tempoFilters(0.2)).toHaveLength(3);
    for (const speed of [
      { num: 1, den: 2 },
      { num: 3, den: 2 },
    ]) {
      const pcm = await hear({ speed });
      expect(pcm).toHaveLength(2 * 2 * sampleRate);
      // By zero crossings: the windows of the filter don't keep the phase.
      const part = Array.from(pcm)
        .filter((_, index) => index % 2 === 0)
        .slice(sampleRate / 2, sampleRate * 1.5);
      const crossings = part.filter((value, index) => value >= 0 && (part[index - 1] ?? 0) < 0).length;
      expect(Math.abs(crossings - 480)).toBeLessThan(8);
      const power = part.reduce((sum, value) => sum + value * value, 0) / part.length;
      expect(Math.sqrt(2 * power) / loud).toBeCloseTo(1, 1);
    }
  });
});
