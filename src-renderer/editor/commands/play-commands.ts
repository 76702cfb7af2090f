import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { documentOf } from '../actions/commit.ts';
import { goToEdit } from '../actions/edit.ts';
import type { Command } from './registry.ts';
import { needsClips } from './reasons.ts';

export const playCommands: readonly Command[] = [
  {
    id: 'play.toggle',
    label: 'command.play.toggle',
    keys: ['Space'],
    reason: needsClips,
    run: ({ transport }) => transport.togglePlay(),
  },
  {
    id: 'play.back',
    label: 'command.play.back',
    keys: ['J'],
    repeats: true,
    reason: needsClips,
    run: press('j'),
  },
  { id: 'play.stop', label: 'command.play.stop', keys: ['K'], run: press('k') },
  {
    id: 'play.forward',
    label: 'command.play.forward',
    keys: ['L'],
    repeats: true,
    reason: needsClips,
    run: press('l'),
  },
  { id: 'play.stepBack', label: 'command.play.stepBack', keys: ['ArrowLeft'], repeats: true, run: step(-1) },
  {
    id: 'play.stepForward',
    label: 'command.play.stepForward',
    keys: ['ArrowRight'],
    repeats: true,
    run: step(1),
  },
  {
    id: 'play.leapBack',
    label: 'command.play.leapBack',
    keys: ['Shift+ArrowLeft'],
    repeats: true,
    run: step(-10),
  },
  {
    id: 'play.leapForward',
    label: 'command.play.leapForward',
    keys: ['Shift+ArrowRight'],
    repeats: true,
    run: step(10),
  },
  {
    id: 'play.previousEdit',
    label: 'command.play.previousEdit',
    keys: ['ArrowUp'],
    run: (studio) => goToEdit(studio, -1),
  },
  {
    id: 'play.nextEdit',
    label: 'command.play.nextEdit',
    keys: ['ArrowDown'],
    run: (studio) => goToEdit(studio, 1),
  },
  {
    id: 'play.start',
    label: 'command.play.start',
    keys: ['Home'],
    run: ({ transport }) => transport.seek(0),
  },
  {
    id: 'play.end',
    label: 'command.play.end',
    keys: ['End'],
    run: (studio) => {
      const document = documentOf(studio);
      if (document !== undefined) studio.transport.seek(timelineEnd(document.timeline));
    },
  },
];

function step(by: number): Command['run'] {
  return ({ transport }) => transport.step(by);
}

function press(key: 'j' | 'k' | 'l'): Command['run'] {
  return ({ transport }) => transport.press(key);
}
