import type { LabelColour } from '../../../../src-shared/project/labels.ts';
import type { Clip, Media, ProjectDocument, Track } from '../../../../src-shared/project/schema.ts';
import type { JobSnapshot } from '../../../../src-shared/jobs/job.ts';
import type { Rate } from '../../../../src-shared/time/rate.ts';
import { durationParts } from '../../../editor/duration-text.ts';
import { contentOf } from '../../../editor/shown-clip.ts';
import type { JobsState } from '../../../editor/stores/jobs-store.ts';
import { shownState } from '../../../editor/stores/jobs-store.ts';
import type { Translate } from '../../../i18n/i18n.ts';
import { clipKind, type ClipKind } from '../clip-kind.ts';
import { madeRanges, type ClipPart } from '../made-ranges.ts';
import type { ClipIcon } from './clip-icons.ts';

/** What a clip says of itself on the timeline. */
export interface ClipFace {
  readonly kind: ClipKind;
  readonly icon: ClipIcon;
  readonly label: LabelColour | undefined;
  /** Behind the name, from left to right. */
  readonly marks: readonly (ClipIcon | { readonly text: string })[];
  /** At the very end, where there is plenty of room. */
  readonly fact: string | undefined;
  /** The words of a title. */
  readonly words: string | undefined;
  /** What the model made of it. */
  readonly made: readonly ClipPart[];
}

export interface FaceContext {
  readonly library: Pick<ProjectDocument, 'media' | 'results' | 'settings'>;
  readonly kind: Track['kind'];
  readonly jobs: JobsState;
  readonly text: Translate;
}

const icons: Readonly<Record<ClipKind, ClipIcon>> = {
  video: 'film',
  audio: 'sound',
  still: 'image',
  generated: 'spark',
  title: 'title',
  missing: 'missing',
};

function marksOf(clip: Clip, text: Translate): ClipFace['marks'] {
  const { linkId, reverse, speed, takes } = clip;
  return [
    ...(linkId === undefined ? [] : (['link'] as const)),
    ...(reverse === true ? (['reverse'] as const) : []),
    ...(speed === undefined
      ? []
      : ([
          'speed',
          { text: text('timeline.percent', { percent: Math.round((speed.num / speed.den) * 100) }) },
        ] as const)),
    ...(takes === undefined
      ? []
      : [{ text: text('timeline.takeOf', { take: takes.current + 1, takes: takes.others.length + 1 }) }]),
  ];
}

function progressOf(job: JobSnapshot, text: Translate): string {
  return job.step === undefined || job.phase !== 'denoising'
    ? text(`job.phase.${job.phase}`)
    : text('job.stepOf', { step: job.step.index, steps: job.step.total });
}

function lengthOf(clip: Clip, rate: Rate, text: Translate): string {
  const { seconds, frames } = durationParts(clip.length, rate);
  return text('timeline.shortLength', { seconds, frames: String(frames).padStart(2, '0') });
}

function made(clip: Clip, { library, kind, jobs, text }: FaceContext): ClipFace {
  const content = contentOf(library, clip);
  const common = { label: clip.label, marks: marksOf(clip, text), words: undefined, made: [] };
  if (content.kind === 'job') {
    const job = jobs.jobs.get(content.jobId);
    const state = job === undefined ? undefined : shownState(jobs, job);
    if (state === 'failed' || state === 'interrupted' || state === 'cancelled') {
      return { ...common, kind: 'missing', icon: 'failed', fact: undefined };
    }
    const fact = job === undefined || state === 'done' ? undefined : progressOf(job, text);
    return { ...common, kind: 'generated', icon: 'spark', fact };
  }
  const look = clipKind(library, clip, kind);
  const words = clip.source.kind === 'title' ? clip.source.text.replaceAll('\n', ' / ') : undefined;
  const media: Media | undefined = content.kind === 'media' ? content.media : undefined;
  const { rate } = library.settings;
  return {
    ...common,
    kind: look,
    icon: icons[look],
    fact: media === undefined ? undefined : lengthOf(clip, rate, text),
    words,
    made: media === undefined ? [] : madeRanges(clip, media, rate),
  };
}

let known = new WeakMap<Clip, ClipFace>();
let knownFor: Pick<FaceContext, 'library' | 'text'> | null = null;

/** Finding words costs more than drawing them: a face is kept as long as the clip and the library are the same. */
export function clipFace(clip: Clip, context: FaceContext): ClipFace {
  if (clip.source.kind === 'job') return made(clip, context);
  if (knownFor?.library !== context.library || knownFor.text !== context.text) {
    known = new WeakMap();
    knownFor = context;
  }
  const found = known.get(clip);
  if (found !== undefined) return found;
  const face = made(clip, context);
  known.set(clip, face);
  return face;
}
