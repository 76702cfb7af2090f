import { redo, undo } from '../actions/commit.ts';
import {
  closeGapAtPlayhead,
  deleteChosen,
  deleteSelected,
  duplicateSelected,
  nudgeSelected,
  selectAll,
  splitAtPlayhead,
  trimToPlayhead,
} from '../actions/edit.ts';
import { addToTimeline } from '../actions/place.ts';
import { clearSelection } from '../stores/selection-store.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import type { Command } from './registry.ts';
import {
  needsChosen,
  needsChosenMedia,
  needsClips,
  needsMovable,
  needsSelection,
  needsWritable,
} from './reasons.ts';

function stepName(
  studio: Studio,
  key: MessageKey,
  step: { readonly label: string } | undefined,
): string | null {
  return step === undefined ? null : studio.text(key, { label: step.label });
}

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    label: 'command.edit.undo',
    keys: ['Mod+Z'],
    repeats: true,
    menuLabel: (studio) =>
      stepName(studio, 'command.edit.undoStep', studio.project.getState().history.past.at(-1)),
    reason: (studio) => (studio.project.getState().history.past.length === 0 ? 'reason.nothingToUndo' : null),
    run: undo,
  },
  {
    id: 'edit.redo',
    label: 'command.edit.redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    repeats: true,
    menuLabel: (studio) =>
      stepName(studio, 'command.edit.redoStep', studio.project.getState().history.future.at(-1)),
    reason: (studio) =>
      studio.project.getState().history.future.length === 0 ? 'reason.nothingToRedo' : null,
    run: redo,
  },
  {
    id: 'edit.delete',
    label: 'command.edit.delete',
    keys: ['Delete', 'Backspace'],
    reason: needsChosen,
    run: deleteChosen,
  },
  {
    id: 'edit.rippleDelete',
    label: 'command.edit.rippleDelete',
    keys: ['Shift+Delete', 'Shift+Backspace'],
    reason: needsSelection,
    run: (studio) => deleteSelected(studio, true),
  },
  {
    id: 'edit.split',
    label: 'command.edit.split',
    keys: ['Mod+B'],
    reason: needsClips,
    run: splitAtPlayhead,
  },
  {
    id: 'edit.trimStart',
    label: 'command.edit.trimStart',
    keys: ['Q'],
    reason: needsClips,
    run: (studio) => trimToPlayhead(studio, 'start'),
  },
  {
    id: 'edit.trimEnd',
    label: 'command.edit.trimEnd',
    keys: ['W'],
    reason: needsClips,
    run: (studio) => trimToPlayhead(studio, 'end'),
  },
  {
    id: 'edit.nudgeLeft',
    label: 'command.edit.nudgeLeft',
    keys: ['Alt+ArrowLeft'],
    repeats: true,
    reason: needsMovable,
    run: (studio) => nudgeSelected(studio, -1),
  },
  {
    id: 'edit.nudgeRight',
    label: 'command.edit.nudgeRight',
    keys: ['Alt+ArrowRight'],
    repeats: true,
    reason: needsMovable,
    run: (studio) => nudgeSelected(studio, 1),
  },
  {
    id: 'edit.duplicate',
    label: 'command.edit.duplicate',
    keys: ['Mod+D'],
    reason: needsSelection,
    run: duplicateSelected,
  },
  {
    id: 'edit.closeGap',
    label: 'command.edit.closeGap',
    reason: needsWritable,
    run: closeGapAtPlayhead,
  },
  {
    id: 'edit.selectAll',
    label: 'command.edit.selectAll',
    keys: ['Mod+A'],
    reason: needsClips,
    run: selectAll,
  },
  {
    id: 'edit.deselect',
    label: 'command.edit.deselect',
    keys: ['Mod+Shift+A'],
    run: (studio) => clearSelection(studio.selection),
  },
  {
    id: 'library.addToTimeline',
    label: 'command.library.addToTimeline',
    reason: needsChosenMedia,
    run: (studio) => {
      const { media } = studio.selection.getState();
      if (media !== null) addToTimeline(studio, media);
    },
  },
];
