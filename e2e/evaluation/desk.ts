import type { Figure } from '../../src-shared/evaluation/figure.ts';
import type { Verdict } from '../../src-shared/evaluation/judge.ts';
import type { PromptEntry } from '../../src-shared/evaluation/prompt-set.ts';
import type { Task } from '../../src-shared/evaluation/schedule.ts';
import type { RgbFrame } from '../../src-shared/quality/frame.ts';
import type { Rate } from '../../src-shared/time/rate.ts';
import type { FirstFrame, References, TrueClip } from './assets.ts';
import { looks, type Probe, type ProbeSight } from './probe.ts';
import type { Sheets } from './sheet.ts';
import type { Made, Studio } from './studio.ts';

/** What one prompt's clip showed. */
export interface ClipReport {
  readonly section: string;
  readonly prompt: string;
  readonly seed: number;
  /** For what was asked: right, wrong, or unread where nothing here can see it. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Everything the probe saw. */
  readonly seen: Readonly<Record<string, string>>;
}

/** A part of the evaluation: its work in pieces, and what came of those that were done. */
export interface Section {
  readonly name: string;
  readonly tasks: readonly Task[];
  figures(): Figure[];
  /** Clip by clip, what was asked for and seen. */
  clips?(): ClipReport[];
  /** What a reader of the figures should know. */
  notes?(): string[];
}

/** A two-second clip of a prompt and what was seen in it. */
export interface Shot extends Made {
  readonly entry: PromptEntry;
  readonly sight: ProbeSight;
}

/** Everything the sections work with. */
export interface Desk {
  readonly studio: Studio;
  readonly probe: Probe;
  readonly references: References;
  readonly trueClips: readonly TrueClip[];
  readonly firstFrames: readonly FirstFrame[];
  readonly foreign: readonly FirstFrame[];
  readonly sheets: Sheets;
  readonly rate: Rate;
  /** Frames of a two-second clip: what one window holds. */
  readonly window: number;
  /** The clip of a prompt, made once: joins and loops begin with clips that are there already. */
  shot(entry: PromptEntry, seed: number): Promise<Shot>;
  see(clip: readonly RgbFrame[]): Promise<ProbeSight>;
}

/** Clips that are kept; 16 frames are a megabyte and a half. */
const mostKept = 48;

export function createDesk(parts: Omit<Desk, 'shot' | 'see' | 'rate' | 'window'>): Desk {
  const { studio, probe } = parts;
  const kept = new Map<string, Promise<Shot>>();
  const { rate, window } = { rate: studio.manifest.frames.rate, window: windowOf(studio) };
  const see = (clip: readonly RgbFrame[]): Promise<ProbeSight> => probe.read(looks(probe, clip));
  const make = async (entry: PromptEntry, seed: number): Promise<Shot> => {
    const made = await studio.make({
      request: { operation: 'generate', frames: window },
      prompt: entry.prompt,
      seed,
    });
    return { ...made, entry, sight: await see(made.frames) };
  };
  return {
    ...parts,
    rate,
    window,
    see,
    shot(entry, seed) {
      const key = `${seed} ${entry.prompt}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const shot = make(entry, seed);
      if (kept.size < mostKept) kept.set(key, shot);
      return shot;
    },
  };
}

function windowOf({ manifest }: Studio): number {
  const { frames } = manifest;
  if ('window' in frames && typeof frames.window === 'number') return frames.window;
  throw new Error('The pack says nothing about its window.');
}

/** The seed of the n-th clip of a list: the same in every evaluation, another one for each clip. */
export function seedOf(index: number): number {
  return 10_000 + index * 7919;
}
