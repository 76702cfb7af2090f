import { addClipMarkerHere, addMarkerHere, goToMarker } from '../actions/markers.ts';
import { clearMarksHere, goToMark, markHere, markSelection } from '../actions/marks.ts';
import type { Command } from './registry.ts';
import { needsClipHere, needsClips, needsProject, needsWritable } from './reasons.ts';

export const markCommands: readonly Command[] = [
  {
    id: 'mark.in',
    label: 'command.mark.in',
    keys: ['I'],
    reason: needsProject,
    run: (studio) => markHere(studio, 'in'),
  },
  {
    id: 'mark.out',
    label: 'command.mark.out',
    keys: ['O'],
    reason: needsProject,
    run: (studio) => markHere(studio, 'out'),
  },
  { id: 'mark.clip', label: 'command.mark.clip', keys: ['X'], reason: needsClips, run: markSelection },
  {
    id: 'mark.clear',
    label: 'command.mark.clear',
    keys: ['Alt+X'],
    reason: needsProject,
    run: (studio) => clearMarksHere(studio, 'both'),
  },
  {
    id: 'mark.clearIn',
    label: 'command.mark.clearIn',
    keys: ['Alt+I'],
    reason: needsProject,
    run: (studio) => clearMarksHere(studio, 'in'),
  },
  {
    id: 'mark.clearOut',
    label: 'command.mark.clearOut',
    keys: ['Alt+O'],
    reason: needsProject,
    run: (studio) => clearMarksHere(studio, 'out'),
  },
  {
    id: 'mark.goIn',
    label: 'command.mark.goIn',
    keys: ['Shift+I'],
    reason: needsProject,
    run: (studio) => goToMark(studio, 'in'),
  },
  {
    id: 'mark.goOut',
    label: 'command.mark.goOut',
    keys: ['Shift+O'],
    reason: needsProject,
    run: (studio) => goToMark(studio, 'out'),
  },
  { id: 'mark.marker', label: 'command.mark.marker', keys: ['M'], reason: needsWritable, run: addMarkerHere },
  {
    id: 'mark.clipMarker',
    label: 'command.mark.clipMarker',
    keys: ['Alt+M'],
    reason: needsClipHere,
    run: addClipMarkerHere,
  },
  {
    id: 'mark.nextMarker',
    label: 'command.mark.nextMarker',
    keys: ['Shift+M'],
    reason: needsProject,
    run: (studio) => goToMarker(studio, 1),
  },
  {
    id: 'mark.previousMarker',
    label: 'command.mark.previousMarker',
    keys: ['Mod+Shift+M'],
    reason: needsProject,
    run: (studio) => goToMarker(studio, -1),
  },
];
