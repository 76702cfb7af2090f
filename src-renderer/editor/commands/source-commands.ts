import {
  closeSource,
  editFromSource,
  editSource,
  fitToFill,
  matchFrameHere,
  openSource,
  replaceWithSource,
} from '../actions/source-edits.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import type { Command } from './registry.ts';
import { needsChosenMedia, needsClips, needsWritable } from './reasons.ts';

function needsSource(studio: Studio): MessageKey | null {
  return editSource(studio) === undefined ? 'reason.noMediaSelected' : needsWritable(studio);
}

export const sourceCommands: readonly Command[] = [
  {
    id: 'edit.insert',
    label: 'command.edit.insert',
    keys: [',', 'F9'],
    reason: needsSource,
    run: (studio) => editFromSource(studio, 'insert'),
  },
  {
    id: 'edit.overwrite',
    label: 'command.edit.overwrite',
    keys: ['.', 'F10'],
    reason: needsSource,
    run: (studio) => editFromSource(studio, 'overwrite'),
  },
  {
    id: 'edit.replace',
    label: 'command.edit.replace',
    keys: ['F11'],
    reason: needsSource,
    run: replaceWithSource,
  },
  {
    id: 'edit.fitToFill',
    label: 'command.edit.fitToFill',
    keys: ['Shift+F11'],
    reason: needsSource,
    run: fitToFill,
  },
  {
    id: 'edit.append',
    label: 'command.edit.append',
    keys: ['Shift+F12'],
    reason: needsSource,
    run: (studio) => editFromSource(studio, 'append'),
  },
  { id: 'source.match', label: 'command.source.match', keys: ['F'], reason: needsClips, run: matchFrameHere },
  {
    id: 'source.open',
    label: 'command.source.open',
    keys: ['Shift+F'],
    reason: needsChosenMedia,
    run(studio) {
      const { media } = studio.selection.getState();
      if (media !== null) openSource(studio, media);
    },
  },
  {
    id: 'source.close',
    label: 'command.source.close',
    reason: (studio) => (studio.source.getState().media === null ? 'reason.noSource' : null),
    run: closeSource,
  },
];
