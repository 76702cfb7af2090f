import {
  clearCondition,
  continueFrom,
  pinPicture,
  pinShownFrame,
  setFirstFrame,
  setLastFrame,
  toggleLoop,
} from '../../features/generate/conditions.ts';
import { extendClip, extendReason, type ExtendDirection } from '../../features/generate/extend.ts';
import { focusPrompt } from '../../features/generate/focus-prompt.ts';
import { currentReasons, generateShot } from '../../features/generate/generate.ts';
import { isFinished } from '../../../src-shared/jobs/job.ts';
import { findClip } from '../../../src-shared/timeline/clips.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { documentOf } from '../actions/commit.ts';
import { cancelJob } from '../actions/running-jobs.ts';
import type { Studio } from '../studio.ts';
import type { Command } from './registry.ts';
import { needsChosenMedia, needsClips, needsProject, needsSelection } from './reasons.ts';

function extension(
  direction: ExtendDirection,
  seconds: number,
  label: MessageKey,
  keys: readonly string[],
): Command {
  return {
    id: `generate.extend.${direction}.${seconds}`,
    label,
    keys,
    reason(studio) {
      const clip = onlySelectedClip(studio);
      const document = documentOf(studio);
      if (clip === undefined || document === undefined) return needsSelection(studio) ?? 'reason.oneClip';
      return extendReason(document, clip, direction);
    },
    async run(studio) {
      const clip = onlySelectedClip(studio);
      if (clip !== undefined) await extendClip(studio, clip.id, direction, seconds);
    },
  };
}

function onlySelectedClip(studio: Studio) {
  const [id, ...others] = studio.selection.getState().clips;
  const timeline = documentOf(studio)?.timeline;
  if (id === undefined || others.length > 0 || timeline === undefined) return undefined;
  return findClip(timeline, id)?.clip;
}

function runningJobs(studio: Studio) {
  return [...studio.jobs.getState().jobs.values()].filter(
    ({ kind, state }) => kind === 'generate' && !isFinished(state),
  );
}

function chosenImageReason(studio: Studio): MessageKey | null {
  const { media } = studio.selection.getState();
  const kind = media === null ? undefined : documentOf(studio)?.media[media]?.kind;
  return kind === 'image' ? null : (needsChosenMedia(studio) ?? 'reason.notAnImage');
}

export const generateCommands: readonly Command[] = [
  {
    id: 'generate.focus',
    label: 'command.generate.focus',
    keys: ['G'],
    reason: needsProject,
    run: focusPrompt,
  },
  {
    id: 'generate.start',
    label: 'command.generate.start',
    keys: ['Mod+Enter'],
    inText: true,
    reason(studio) {
      const [first] = currentReasons(studio);
      return first === undefined ? null : { said: studio.text(`generate.reason.${first.key}`, { ...first }) };
    },
    run: generateShot,
  },
  {
    id: 'generate.cancel',
    label: 'command.generate.cancel',
    reason: (studio) => (runningJobs(studio).length === 0 ? 'reason.nothingRuns' : null),
    run(studio) {
      const job = runningJobs(studio).find(({ state }) => state === 'running') ?? runningJobs(studio)[0];
      if (job !== undefined) cancelJob(studio, job.id);
    },
  },
  extension('forward', 1, 'command.generate.extendForward1', []),
  extension('forward', 2, 'command.generate.extendForward2', ['E']),
  extension('forward', 4, 'command.generate.extendForward4', []),
  extension('backward', 1, 'command.generate.extendBackward1', []),
  extension('backward', 2, 'command.generate.extendBackward2', ['Shift+E']),
  extension('backward', 4, 'command.generate.extendBackward4', []),
  {
    id: 'generate.useAsFirstFrame',
    label: 'command.generate.useAsFirstFrame',
    reason: chosenImageReason,
    run(studio) {
      const { media } = studio.selection.getState();
      if (media !== null) setFirstFrame(studio, media);
    },
  },
  {
    id: 'generate.useAsLastFrame',
    label: 'command.generate.useAsLastFrame',
    reason: chosenImageReason,
    run(studio) {
      const { media } = studio.selection.getState();
      if (media !== null) setLastFrame(studio, media);
    },
  },
  {
    id: 'generate.pinImage',
    label: 'command.generate.pinImage',
    reason: chosenImageReason,
    run(studio) {
      const { media } = studio.selection.getState();
      if (media !== null) pinPicture(studio, media);
    },
  },
  { id: 'generate.pinFrame', label: 'command.generate.pinFrame', reason: needsClips, run: pinShownFrame },
  { id: 'generate.loopShot', label: 'command.generate.loopShot', reason: needsProject, run: toggleLoop },
  {
    id: 'generate.continueFrom',
    label: 'command.generate.continueFrom',
    reason(studio) {
      const { media } = studio.selection.getState();
      const kind = media === null ? undefined : documentOf(studio)?.media[media]?.kind;
      return kind === 'video' ? null : (needsChosenMedia(studio) ?? 'reason.notAVideo');
    },
    run(studio) {
      const { media } = studio.selection.getState();
      if (media !== null) continueFrom(studio, media);
    },
  },
  {
    id: 'generate.clearCondition',
    label: 'command.generate.clearCondition',
    reason: (studio) => (studio.prompt.getState().condition.kind === 'none' ? 'reason.noCondition' : null),
    run: clearCondition,
  },
];
