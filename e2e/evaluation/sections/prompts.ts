import { figure, shareFigure, type Figure } from '../../../src-shared/evaluation/figure.ts';
import { judge, type Judgement } from '../../../src-shared/evaluation/judge.ts';
import { createPromptTally, type TallyTargets } from '../../../src-shared/evaluation/prompt-tally.ts';
import type { PromptEntry } from '../../../src-shared/evaluation/prompt-set.ts';
import { targets } from '../../../src-shared/evaluation/targets.ts';
import { meant } from '../../../src-shared/evaluation/vocabulary.ts';
import { measureCamera } from '../../../src-shared/quality/camera.ts';
import { frechetDistance } from '../../../src-shared/quality/frechet.ts';
import { stillFlicker } from '../../../src-shared/quality/flicker.ts';
import { median } from '../../../src-shared/quality/statistics.ts';
import { measureTrack } from '../../../src-shared/quality/track.ts';
import { seedOf, type ClipReport, type Desk, type Section, type Shot } from '../desk.ts';

export interface PromptSectionOptions {
  /** Of the section, and before its figures. */
  readonly name: string;
  readonly entries: readonly PromptEntry[];
  readonly targets?: TallyTargets;
  /** Also what is not about words: distance to true renders, flicker, time. */
  readonly whole: boolean;
}

/** Fewer points than this are no distribution. */
const leastForDistance = 24;

/** Half a level is what rounding to bytes makes; nobody sees less. */
const flickerFloor = 0.5;

const trackOf: Readonly<Record<string, string>> = { left: 'left', right: 'right', rise: 'up', fall: 'down' };

/** Text to video: what each prompt asks for against what its clip shows. */
export function promptSection(
  desk: Desk,
  { name, entries, targets: wanted, whole }: PromptSectionOptions,
): Section {
  const { probe, references, rate } = desk;
  const tally = createPromptTally(name, wanted ?? {}, probe.ceilings);
  const features: Float32Array[] = [];
  const signs: boolean[] = [];
  const tracks: boolean[] = [];
  const cameras: boolean[] = [];
  const flickers: number[] = [];
  const seconds: number[] = [];
  const clips: ClipReport[] = [];

  /** The one value an expectation means; undefined where it says nothing or leaves something open. */
  function wants(entry: PromptEntry, attribute: 'action' | 'camera'): string | undefined {
    const written =
      attribute === 'action' ? (entry.expect.direction ?? entry.expect.action) : entry.expect.camera;
    const values = written === undefined ? [] : (meant(probe.vocabulary, attribute, written) ?? []);
    return values.length === 1 ? values[0] : undefined;
  }

  function measure({ entry, frames, sight, seconds: took }: Shot): void {
    const action = wants(entry, 'action');
    const camera = wants(entry, 'camera');
    const still = camera === undefined || camera === 'static';
    const track = action === undefined ? undefined : trackOf[action];
    // Before a background that stands, a track is surer than any network; under a moving camera there is none.
    const tracked = still && track !== undefined ? measureTrack(frames, rate).direction === track : undefined;
    if (tracked !== undefined) tracks.push(tracked);
    if (action === 'left' || action === 'right') signs.push(tracked ?? sight.values.get('action') === action);
    if (!still) {
      const found = measureCamera(frames, rate).move === camera;
      cameras.push(found);
      signs.push(found);
    }
    if (still) flickers.push(stillFlicker(frames));
    features.push(sight.features);
    seconds.push(took);
  }

  function distance(): Figure[] {
    const count = Math.min(features.length, references.features[1].length);
    if (count < leastForDistance) return [];
    const made = frechetDistance(features.slice(0, count), references.features[0]);
    const real = frechetDistance(references.features[1].slice(0, count), references.features[0]);
    return [
      figure(`${name}-frechet`, made, count, { ceiling: real }),
      figure(`${name}-frechet-ratio`, made / real, count, { target: targets.frechet, unit: 'x real' }),
    ];
  }

  function flicker(): Figure[] {
    if (flickers.length === 0) return [];
    const made = flickers.reduce((sum, value) => sum + value, 0) / flickers.length;
    const real = references.flicker.mean;
    const ratio = Math.max(made, flickerFloor) / Math.max(real, flickerFloor);
    return [
      figure(`${name}-flicker`, made, flickers.length, { unit: 'levels', ceiling: real }),
      figure(`${name}-flicker-ratio`, ratio, flickers.length, { target: targets.flicker, unit: 'x real' }),
    ];
  }

  return {
    name,
    tasks: entries.map((entry, index) => ({
      section: name,
      async run() {
        const shot = await desk.shot(entry, seedOf(index));
        const judgement = judge(entry.expect, shot.sight, probe.vocabulary);
        tally.add(judgement);
        clips.push({
          section: name,
          prompt: entry.prompt,
          seed: seedOf(index),
          verdicts: Object.fromEntries(judgement.verdicts),
          seen: Object.fromEntries(shot.sight.values),
        });
        measure(shot);
        desk.sheets.add(name, {
          frames: shot.frames,
          text: textOf(shot, judgement),
          marks: marksOf(judgement),
        });
      },
    })),
    figures: () => [
      ...tally.figures(),
      ...shareFigure(`${name}-sign`, signs, { target: whole ? targets.sign : undefined }),
      ...shareFigure(`${name}-track`, tracks),
      ...shareFigure(`${name}-camera-tiles`, cameras),
      ...(whole ? [...distance(), ...flicker()] : []),
      ...(whole && seconds.length > 0
        ? [
            figure('seconds-clip-final', median(seconds), seconds.length, {
              unit: 's',
              target: targets.secondsFinal,
            }),
          ]
        : []),
    ],
    clips: () => clips,
    notes: () =>
      tally.unread.length === 0
        ? []
        : [`${name}: nothing here can see ${tally.unread.join(', ')}; not counted.`],
  };
}

function marksOf({ verdicts }: Judgement): ('right' | 'wrong')[] {
  return [...verdicts.values()].flatMap((verdict) => (verdict === 'unread' ? [] : [verdict]));
}

function textOf({ entry, sight }: Shot, { verdicts }: Judgement): string {
  const parts = [...verdicts].map(([name, verdict]) => {
    const seen = sight.values.get(name === 'direction' ? 'action' : name);
    return verdict === 'wrong'
      ? `${name} WRONG (${seen ?? '?'})`
      : verdict === 'unread'
        ? `${name} unread`
        : name;
  });
  return `${entry.prompt}  [${parts.join(', ')}]`;
}
