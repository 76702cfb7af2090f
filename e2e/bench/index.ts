import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { resolveFfmpeg } from '../../src-main/media/resolve-ffmpeg.ts';
import { readManifest } from '../../src-main/packs/read-manifest.ts';
import { measureRates } from '../../src-main/engine/bench/rates.ts';
import { threadCount } from '../../src-main/platform/machine.ts';
import { findPlaces } from '../../src-main/platform/places.ts';
import { provideDisplay } from '../support/display.ts';
import { measureClip } from './clip.ts';
import { measureDelivery } from './deliver.ts';
import { measureLaunch, type LaunchSeconds } from './launch.ts';
import { measureProject } from './project.ts';
import { measureScrub } from './scrub.ts';
import { measureTimeline } from './timeline.ts';

export interface BenchOptions {
  /** The checkout. */
  readonly root: string;
  readonly electron: {
    readonly path: string;
    readonly version: string;
    readonly switches: readonly string[];
  };
  readonly parts: readonly BenchPart[];
  readonly say: (sentence: string) => void;
}

/** One number with what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: only reported. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  readonly met?: boolean;
}

function figure(name: string, value: number, unit: string, target?: Figure['target']): Figure {
  if (target === undefined) return { name, value, unit };
  const met = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
  return { name, value, unit, target, met };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const mebibyte = 1024 * 1024;

/** What is measured, in this order. */
export const benchParts = ['engine', 'project', 'launch', 'timeline', 'scrub'] as const;
export type BenchPart = (typeof benchParts)[number];

interface Desk extends Pick<BenchOptions, 'root' | 'electron' | 'say'> {
  readonly scratch: string;
}

interface PartReport {
  readonly figures: readonly Figure[];
  readonly [more: string]: unknown;
}

async function engineReport({ root, scratch, say }: Desk): Promise<PartReport> {
  const places = await findPlaces(join(root, 'out', 'main'));
  const packFolder = join(places.models, 'animatic');
  const manifest = await readManifest(packFolder);

  say('Matrix product and transformer …');
  const rates = await measureRates(packFolder, manifest, threadCount(), 15);

  say('A two-second clip, cold and warm …');
  const { cold, warm } = await measureClip(places, scratch, 3);

  say('Delivery of a timeline …');
  const tool = await resolveFfmpeg({ root });
  const delivery = await measureDelivery(tool, join(scratch, 'cold.mp4'), scratch, 3);

  return {
    pack: { id: manifest.id, version: manifest.version },
    phases: warm.phases,
    figures: [
      figure('gemm', rates.gemm.median, 'GFLOP/s'),
      figure('gemm-best', rates.gemm.best, 'GFLOP/s'),
      figure('transformer', rates.transformer.median, 'GFLOP/s'),
      figure('transformer-best', rates.transformer.best, 'GFLOP/s'),
      figure('transformer-share', rates.share, 'of gemm', { atLeast: 0.85 }),
      figure('seconds-per-evaluation', warm.secondsPerEvaluation, 's'),
      figure('evaluations', warm.evaluations, ''),
      figure('first-preview', warm.firstPreview, 's', { atMost: 0.7 }),
      figure('finished-clip', warm.finished, 's', { atMost: 3 }),
      figure('first-preview-cold', cold.firstPreview, 's'),
      figure('finished-clip-cold', cold.finished, 's'),
      figure('engine-peak', warm.peakBytes / mebibyte, 'MiB', { atMost: 700 }),
      figure('ffmpeg-bare', delivery.bare, 'frames/s'),
      figure('delivery', delivery.delivery, 'frames/s'),
      figure('delivery-share', delivery.delivery / delivery.bare, 'of bare', { atLeast: 0.9 }),
    ],
  };
}

async function projectReport({ scratch, say }: Desk): Promise<PartReport> {
  say('A project of 2,000 clips …');
  const project = await measureProject(scratch, 9);
  return {
    figures: [
      figure('project-open', project.openSeconds, 's', { atMost: 1 }),
      figure('project-save', project.saveSeconds, 's'),
      figure('project-save-block', project.saveBlockMs, 'ms', { atMost: 50 }),
      figure('project-edit', project.commitSeconds, 's'),
      figure('project-edit-block', project.commitBlockMs, 'ms', { atMost: 50 }),
      figure('project-edit-bytes', project.commitBytes, 'bytes'),
    ],
  };
}

function blankFolder(root: string): string {
  return join(root, 'e2e', 'support', 'blank');
}

async function launchReport({ root, electron, say }: Desk): Promise<PartReport> {
  say('Start of a bare window and of the app …');
  const launch = { electron: electron.path, switches: electron.switches };
  const blank = { ...launch, folder: blankFolder(root), interactive: 'body' };
  const program = {
    ...launch,
    folder: root,
    interactive: '[data-testid="prompt"]',
    whole: '[data-panel="timeline"]',
  };
  const starts = { bare: [] as LaunchSeconds[], app: [] as LaunchSeconds[] };
  // In turn, so that whatever else the machine does falls on both.
  for (let round = 0; round < 5; round += 1) {
    starts.bare.push(await measureLaunch(blank));
    starts.app.push(await measureLaunch(program));
  }
  const bare = median(starts.bare.map(({ interactive }) => interactive));
  const app = median(starts.app.map(({ interactive }) => interactive));
  const whole = median(starts.app.map((seconds) => seconds.whole));
  return {
    figures: [
      figure('launch-bare', bare, 's'),
      figure('launch-app', app, 's'),
      figure('launch-ratio', app / bare, 'of bare', { atMost: 1.5 }),
      figure('launch-whole', whole, 's'),
    ],
  };
}

async function timelineReport({ root, electron, scratch, say }: Desk): Promise<PartReport> {
  say('Scrolling and zooming a timeline of 2,000 clips …');
  const launch = { electron: electron.path, switches: electron.switches };
  const timeline = await measureTimeline(launch, { app: root, blank: blankFolder(root) }, scratch);
  return {
    figures: [
      figure('timeline-empty-page', timeline.emptyP95, 'ms p95'),
      figure('timeline-scroll', timeline.scrollP95, 'ms p95', { atMost: 16.7 }),
      figure('timeline-zoom', timeline.zoomP95, 'ms p95', { atMost: 16.7 }),
      figure('timeline-mounted', timeline.mounted, 'clips', { atMost: 150 }),
      figure('timeline-previews', timeline.previewSeconds, 's'),
    ],
  };
}

async function scrubReport({ root, electron, scratch, say }: Desk): Promise<PartReport> {
  say('Scrubbing over a 1080p clip …');
  const launch = { electron: electron.path, switches: electron.switches, folder: root };
  const scrub = await measureScrub(launch, scratch);
  return {
    figures: [
      figure('scrub-ready', scrub.readySeconds, 's'),
      figure('scrub-median', scrub.median, 'ms'),
      figure('scrub', scrub.p95, 'ms p95', { atMost: 100 }),
    ],
  };
}

const reports: Readonly<Record<BenchPart, (desk: Desk) => Promise<PartReport>>> = {
  engine: engineReport,
  project: projectReport,
  launch: launchReport,
  timeline: timelineReport,
  scrub: scrubReport,
};

/** Runs the measurements that are asked for, one after another, and gives all figures of one run on one machine. */
export async function runBench({ root, electron, parts, say }: BenchOptions): Promise<unknown> {
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-bench-'));
  const display = await provideDisplay();
  if (display.name !== undefined) process.env['DISPLAY'] = display.name;
  try {
    const figures: Figure[] = [];
    let report: Readonly<Record<string, unknown>> = {
      machine: {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cpus().length,
        threads: threadCount(),
        memoryBytes: totalmem(),
        node: process.versions.node,
        electron: electron.version,
      },
    };
    for (const part of parts) {
      const { figures: found, ...more } = await reports[part]({ root, electron, say, scratch });
      figures.push(...found);
      report = { ...report, ...more };
    }
    return { ...report, figures };
  } finally {
    await display.release();
    await rm(scratch, { recursive: true, force: true });
  }
}
