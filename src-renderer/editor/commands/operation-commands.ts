import {
  extendClipByFrames,
  extendLimits,
  extendReason,
  roomBeside,
  type ExtendDirection,
} from '../../features/generate/extend.ts';
import { bridgeClips, bridgeReason } from '../../features/operations/bridge.ts';
import { contextFor } from '../../features/operations/context.ts';
import { fillMarked, fillReason } from '../../features/operations/fill.ts';
import { closeLoop, closeLoopReason } from '../../features/operations/loop.ts';
import { restyleClip, restyleReason } from '../../features/operations/restyle.ts';
import { onlyChosen } from '../../features/operations/selected.ts';
import { smoothClip, smoothReason } from '../../features/operations/smooth.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import { needsWritable } from './reasons.ts';
import type { Command, Refusal } from './registry.ts';

/** Frames of the gap beside the selected clip, or why it can't be filled from there. */
function gapBeside(studio: Studio, direction: ExtendDirection): number | Refusal {
  const chosen = onlyChosen(studio);
  if (chosen === undefined) return 'reason.oneClip';
  const context = contextFor(studio, direction === 'forward' ? 'extend-forward' : 'extend-backward');
  if ('said' in context) return context;
  const reason = extendReason(chosen.document, chosen.clip, direction);
  if (reason !== null) return reason;
  const room = roomBeside(chosen.track, chosen.clip, direction);
  if (room === undefined || room === 0) return 'operation.reason.noGap';
  const { least, most } = extendLimits(chosen.document.settings.rate);
  if (room < least) return 'operation.reason.gapTooShort';
  return room > most ? 'operation.reason.gapTooLong' : room;
}

function toNext(direction: ExtendDirection, label: MessageKey): Command {
  return {
    id: `generate.extend.${direction}.next`,
    label,
    reason(studio) {
      const gap = gapBeside(studio, direction);
      return typeof gap === 'number' ? null : gap;
    },
    async run(studio) {
      const gap = gapBeside(studio, direction);
      const chosen = onlyChosen(studio);
      if (typeof gap === 'number' && chosen !== undefined) {
        await extendClipByFrames(studio, chosen.clip.id, direction, gap);
      }
    },
  };
}

function loop(seconds: number, label: MessageKey): Command {
  return {
    id: `generate.loop.${seconds}`,
    label,
    reason: closeLoopReason,
    run: (studio) => closeLoop(studio, seconds),
  };
}

/** Everything that can be made out of clips that are there. */
export const operationCommands: readonly Command[] = [
  {
    id: 'generate.storyboard',
    label: 'command.generate.storyboard',
    keys: [],
    reason: needsWritable,
    run: ({ view }) => view.setState({ storyboardOpen: true }),
  },
  toNext('forward', 'command.generate.extendForwardNext'),
  toNext('backward', 'command.generate.extendBackwardNext'),
  {
    id: 'generate.fill',
    label: 'command.generate.fill',
    keys: ['Shift+G'],
    reason: fillReason,
    run: fillMarked,
  },
  {
    id: 'generate.bridge',
    label: 'command.generate.bridge',
    keys: ['Alt+G'],
    reason: (studio) => bridgeReason(studio),
    run: (studio) => bridgeClips(studio),
  },
  loop(1, 'command.generate.loop1'),
  loop(2, 'command.generate.loop2'),
  {
    id: 'generate.restyle',
    label: 'command.generate.restyle',
    reason: restyleReason,
    run: (studio) => restyleClip(studio, studio.prompt.getState().strength),
  },
  { id: 'generate.smooth', label: 'command.generate.smooth', reason: smoothReason, run: smoothClip },
];
