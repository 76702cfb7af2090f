import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Figure } from '../../src-shared/evaluation/figure.ts';
import { parsePromptSet, type PromptEntry } from '../../src-shared/evaluation/prompt-set.ts';
import { interleaved } from '../../src-shared/evaluation/schedule.ts';
import { targets } from '../../src-shared/evaluation/targets.ts';
import { readFailure } from '../../src-main/files/failures.ts';
import { resolveFfmpeg, type FfmpegTool } from '../../src-main/media/resolve-ffmpeg.ts';
import { packHashOf } from '../../src-main/packs/pack-hash.ts';
import { threadCount } from '../../src-main/platform/machine.ts';
import { readFirstFrames, readPromptSet, readReferences, readTrueClips } from './assets.ts';
import { createDesk, type ClipReport, type Desk, type Section } from './desk.ts';
import { openProbe } from './probe.ts';
import { animateSection, foreignSection } from './sections/animate.ts';
import { diversitySection, draftSection } from './sections/diversity.ts';
import { exactSection } from './sections/exact.ts';
import { filmSection } from './sections/films.ts';
import { joinSection } from './sections/joins.ts';
import { loopSection } from './sections/loops.ts';
import { promptSection } from './sections/prompts.ts';
import { createSheets } from './sheet.ts';
import { openStudio } from './studio.ts';

export interface EvaluationOptions {
  /** The checkout. */
  readonly root: string;
  /** Folder of the bundled programs: `engine.cjs` and `cli.cjs`. */
  readonly programs: string;
  readonly packFolder: string;
  /** A file of prompts in place of ours; then nothing else is measured. */
  readonly promptFile?: string | undefined;
  /** Held-out prompts; the other sections grow and shrink with it. */
  readonly count: number;
  readonly quick: boolean;
  /** Names of sections; absent: all. */
  readonly only?: readonly string[] | undefined;
  /** No new piece of work is begun after this many minutes. */
  readonly minutes?: number | undefined;
  /** Where contact sheets go. */
  readonly out?: string | undefined;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

export interface EvaluationReport {
  readonly pack: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly machine: { readonly processor: string; readonly threads: number; readonly node: string };
  readonly settings: { readonly steps: number; readonly draftSteps: number; readonly guidance: number };
  readonly probe: {
    readonly ceiling: Readonly<Record<string, number>>;
    readonly worn: Readonly<Record<string, number>>;
  };
  readonly seconds: number;
  /** Pieces of work that were done, of how many; fewer where the time was up. */
  readonly done: number;
  readonly planned: number;
  readonly figures: readonly Figure[];
  readonly clips: readonly ClipReport[];
  readonly notes: readonly string[];
  /** Contact sheets in the folder that was asked for. */
  readonly sheets: readonly string[];
}

async function readPromptFile(path: string): Promise<PromptEntry[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw readFailure(error, path);
  }
  return parsePromptSet(text, basename(path));
}

/** How many of everything for `count` prompts: the full evaluation is 300. */
function shares(count: number) {
  const part = (divisor: number, least: number): number => Math.max(least, Math.round(count / divisor));
  return {
    free: part(5, 4),
    joins: part(20, 2),
    trueJoins: Math.min(8, part(20, 2)),
    loops: part(15, 2),
    animate: Math.min(24, part(12, 3)),
    foreign: 4,
    diversity: part(40, 1),
    drafts: Math.min(10, part(15, 3)),
    films: part(30, 1),
    filmSeconds: count >= 30 ? 60 : 20,
  };
}

async function sectionsOf(
  desk: Desk,
  options: EvaluationOptions,
  tool: FfmpegTool,
  scratch: string,
): Promise<Section[]> {
  const { count, quick, promptFile, root, programs, packFolder, signal } = options;
  if (promptFile !== undefined) {
    const entries = await readPromptFile(promptFile);
    return [promptSection(desk, { name: 'prompts', entries, targets: targets.held, whole: false })];
  }
  const folder = join(root, 'models', 'evaluation');
  const held = (await readPromptSet(folder, 'held-out')).slice(0, count);
  const free = await readPromptSet(folder, 'free-wordings');
  const heldSection = promptSection(desk, {
    name: 'held',
    entries: held,
    targets: targets.held,
    whole: true,
  });
  if (quick) {
    return [heldSection, joinSection(desk, held, 1, 0), loopSection(desk, held, 1), animateSection(desk, 1)];
  }
  const many = shares(count);
  const films = { count: many.films, seconds: many.filmSeconds };
  // Shots that go somewhere: where they end says more than where a still one does.
  const journeys = held.filter(({ expect }) => expect.action === 'left' || expect.action === 'right');
  // Loops of shots that can close: there is no way back from a journey.
  const closing = held.filter(({ expect }) => expect.action === 'still' || expect.action === 'bounce');
  const loopable = closing.length >= many.loops ? closing : held;
  return [
    filmSection(desk, journeys, { ...films, draft: false }),
    filmSection(desk, journeys, { ...films, count: 1, draft: true }),
    heldSection,
    promptSection(desk, {
      name: 'free',
      entries: free.slice(0, many.free),
      targets: targets.free,
      whole: false,
    }),
    joinSection(desk, held, many.joins, many.trueJoins),
    loopSection(desk, loopable, many.loops),
    animateSection(desk, many.animate),
    foreignSection(desk, many.foreign),
    diversitySection(desk, held, many.diversity),
    draftSection(desk, held, many.drafts),
    exactSection(desk, {
      tool,
      programs,
      scratch,
      shipped: packFolder === join(root, 'models', 'animatic'),
      signal,
    }),
  ];
}

/** Measures a pack on this machine through the engine that ships, and gives every figure with its target. */
export async function runEvaluation(options: EvaluationOptions): Promise<EvaluationReport> {
  const { root, programs, packFolder, only, minutes, out, signal, say } = options;
  const started = performance.now();
  const folder = join(root, 'models', 'evaluation');
  const threads = threadCount();
  // A bad file of prompts is told before anything is loaded.
  if (options.promptFile !== undefined) await readPromptFile(options.promptFile);
  const scratch = await mkdtemp(join(tmpdir(), 'kinoloom-evaluation-'));
  const probe = await openProbe(folder, threads);
  const studio = await openStudio({ packFolder, enginePath: join(programs, 'engine.cjs'), threads, signal });
  try {
    const tool = await resolveFfmpeg({ root });
    const desk = createDesk({
      studio,
      probe,
      references: await readReferences(folder),
      trueClips: await readTrueClips(tool, folder),
      firstFrames: await readFirstFrames(tool, folder, 'first-frames'),
      foreign: await readFirstFrames(tool, folder, 'foreign'),
      sheets: createSheets(tool, out),
    });
    const all = await sectionsOf(desk, options, tool, scratch);
    const sections = only === undefined ? all : all.filter(({ name }) => only.includes(name));
    if (sections.length === 0) {
      throw new Error(`There is no such section. There are ${all.map(({ name }) => name).join(', ')}.`);
    }
    const tasks = interleaved(sections.map((section) => section.tasks));
    let done = 0;
    for (const task of tasks) {
      const passed = (performance.now() - started) / 60_000;
      if (minutes !== undefined && passed >= minutes) {
        say(`The time is up after ${done} of ${tasks.length} pieces of work.`);
        break;
      }
      signal.throwIfAborted();
      await task.run();
      done += 1;
      say(`${done}/${tasks.length} ${task.section} (${passed.toFixed(1)} min)`);
    }
    const { manifest, loaded } = studio;
    const { steps, draftSteps, guidance } = manifest.sampler;
    const { ceiling } = probe.description;
    return {
      pack: { id: manifest.id, version: manifest.version, sha256: packHashOf(manifest) },
      machine: { processor: cpus()[0]?.model.trim() ?? 'unknown', threads, node: process.versions.node },
      settings: { steps, draftSteps, guidance },
      probe: { ceiling: ceiling.trueRenders, worn: ceiling.wornRenders },
      seconds: Math.round((performance.now() - started) / 100) / 10,
      done,
      planned: tasks.length,
      figures: sections.flatMap((section) => section.figures()),
      clips: sections.flatMap((section) => section.clips?.() ?? []),
      notes: [
        ...(loaded.provider === 'cpu' ? [] : [`It ran on ${loaded.provider}.`]),
        ...sections.flatMap((section) => section.notes?.() ?? []),
      ],
      sheets: await desk.sheets.write(),
    };
  } finally {
    await studio.dispose();
    await probe.release();
    await rm(scratch, { recursive: true, force: true });
  }
}
