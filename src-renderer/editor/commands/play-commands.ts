import { activeMonitor } from '../active-monitor.ts';
import { goToEdit } from '../actions/edit.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import type { Studio } from '../studio.ts';
import type { Command } from './registry.ts';

/** Playback keys act on the active monitor: the source while its panel is active, else the programme. */
function needsLength(studio: Studio): MessageKey | null {
  return activeMonitor(studio).end === 0 ? 'reason.emptyTimeline' : null;
}

function step(by: number): Command['run'] {
  return (studio) => activeMonitor(studio).transport.step(by);
}

function press(key: 'j' | 'k' | 'l'): Command['run'] {
  return (studio) => activeMonitor(studio).transport.press(key);
}

export const playCommands: readonly Command[] = [
  {
    id: 'play.toggle',
    label: 'command.play.toggle',
    keys: ['Space'],
    reason: needsLength,
    run: (studio) => activeMonitor(studio).transport.togglePlay(),
  },
  {
    id: 'play.back',
    label: 'command.play.back',
    keys: ['J'],
    repeats: true,
    reason: needsLength,
    run: press('j'),
  },
  { id: 'play.stop', label: 'command.play.stop', keys: ['K'], run: press('k') },
  {
    id: 'play.forward',
    label: 'command.play.forward',
    keys: ['L'],
    repeats: true,
    reason: needsLength,
    run: press('l'),
  },
  {
    id: 'play.slowBack',
    label: 'command.play.slowBack',
    keys: ['Shift+J'],
    reason: needsLength,
    run: (studio) => activeMonitor(studio).transport.playSlowly(-1),
  },
  {
    id: 'play.slowForward',
    label: 'command.play.slowForward',
    keys: ['Shift+L'],
    reason: needsLength,
    run: (studio) => activeMonitor(studio).transport.playSlowly(1),
  },
  {
    id: 'play.range',
    label: 'command.play.range',
    keys: ['Shift+Space'],
    reason: needsLength,
    run(studio) {
      const { transport, marks } = activeMonitor(studio);
      transport.seek(marks.in ?? 0);
      transport.playRange();
    },
  },
  {
    id: 'play.loop',
    label: 'command.play.loop',
    keys: ['Shift+Alt+L'],
    run: (studio) => {
      const { transport } = activeMonitor(studio);
      transport.setLoop(!transport.getState().loop);
    },
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
    run: (studio) => activeMonitor(studio).transport.seek(0),
  },
  {
    id: 'play.end',
    label: 'command.play.end',
    keys: ['End'],
    run(studio) {
      const { kind, transport, end } = activeMonitor(studio);
      transport.seek(kind === 'source' ? Math.max(0, end - 1) : end);
    },
  },
];
