import type { MessageKey } from '../../i18n/i18n.ts';
import { clampZoom, rulerUnits, type Tool, type Workspace } from '../stores/view-store.ts';
import { fitTimeline, zoomToSelection } from '../actions/zoom.ts';
import type { Command } from './registry.ts';
import { needsClips, needsSelection } from './reasons.ts';

function workspace(name: Workspace, label: MessageKey, key: string): Command {
  return {
    id: `view.workspace.${name}`,
    label,
    keys: [key],
    inText: true,
    run: ({ view }) =>
      view.setState({
        workspace: name,
        viewerOnly: false,
        rightTab: name === 'edit' ? 'inspector' : 'prompt',
      }),
  };
}

function tool(name: Tool, label: MessageKey, key: string): Command {
  return { id: `tool.${name}`, label, keys: [key], run: ({ view }) => view.setState({ tool: name }) };
}

function zoom(factor: number): Command['run'] {
  return ({ view }) => view.setState(({ zoom: now }) => ({ zoom: clampZoom(now * factor) }));
}

export const viewCommands: readonly Command[] = [
  workspace('generate', 'command.view.generate', 'Mod+1'),
  workspace('edit', 'command.view.edit', 'Mod+2'),
  workspace('deliver', 'command.view.deliver', 'Mod+3'),
  {
    id: 'view.palette',
    label: 'command.view.palette',
    keys: ['Mod+K'],
    inText: true,
    hidden: true,
    run: ({ view }) => view.setState({ paletteOpen: true }),
  },
  {
    id: 'view.shortcuts',
    label: 'command.view.shortcuts',
    keys: ['Mod+Alt+K'],
    inText: true,
    run: ({ view }) => view.setState({ shortcutsOpen: true }),
  },
  {
    id: 'view.queue',
    label: 'command.view.queue',
    keys: ['Mod+J'],
    inText: true,
    run: ({ view }) => view.setState(({ queueOpen }) => ({ queueOpen: !queueOpen })),
  },
  {
    id: 'view.packs',
    label: 'command.view.packs',
    keys: ['Mod+Alt+M'],
    inText: true,
    run: ({ view }) => view.setState({ packsOpen: true }),
  },
  {
    id: 'view.viewerOnly',
    label: 'command.view.viewerOnly',
    keys: ['`'],
    run: ({ view }) => view.setState(({ viewerOnly }) => ({ viewerOnly: !viewerOnly })),
  },
  {
    id: 'view.escape',
    label: 'command.view.escape',
    keys: ['Escape'],
    inText: true,
    hidden: true,
    run(studio) {
      if (studio.view.getState().viewerOnly) studio.view.setState({ viewerOnly: false });
      else if (studio.view.getState().comparingTakes) studio.view.setState({ comparingTakes: false });
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  },
  {
    id: 'view.resetLayout',
    label: 'command.view.resetLayout',
    run: ({ view }) => view.setState(({ layoutGeneration }) => ({ layoutGeneration: layoutGeneration + 1 })),
  },
  tool('select', 'command.tool.select', 'V'),
  tool('forward', 'command.tool.forward', 'A'),
  tool('backward', 'command.tool.backward', 'Shift+A'),
  tool('blade', 'command.tool.blade', 'B'),
  tool('ripple', 'command.tool.ripple', 'R'),
  tool('roll', 'command.tool.roll', 'T'),
  tool('slip', 'command.tool.slip', 'Y'),
  tool('slide', 'command.tool.slide', 'U'),
  tool('rate', 'command.tool.rate', 'S'),
  tool('hand', 'command.tool.hand', 'H'),
  {
    id: 'timeline.linkedSelection',
    label: 'command.timeline.linkedSelection',
    keys: ['Alt+L'],
    run: ({ view }) => view.setState(({ linkedSelection }) => ({ linkedSelection: !linkedSelection })),
  },
  {
    id: 'timeline.rulerUnit',
    label: 'command.timeline.rulerUnit',
    run: ({ view }) =>
      view.setState(({ rulerUnit }) => ({
        rulerUnit: rulerUnits[(rulerUnits.indexOf(rulerUnit) + 1) % rulerUnits.length] ?? 'timecode',
      })),
  },
  {
    id: 'timeline.zoomSelection',
    label: 'command.timeline.zoomSelection',
    keys: ['Z'],
    reason: needsSelection,
    run: zoomToSelection,
  },
  {
    id: 'timeline.snapping',
    label: 'command.timeline.snapping',
    keys: ['N'],
    run: ({ view }) => view.setState(({ snapping }) => ({ snapping: !snapping })),
  },
  {
    id: 'timeline.magnetic',
    label: 'command.timeline.magnetic',
    keys: ['Shift+N'],
    run: ({ view }) => view.setState(({ magnetic }) => ({ magnetic: !magnetic })),
  },
  {
    id: 'timeline.zoomIn',
    label: 'command.timeline.zoomIn',
    keys: ['+', '='],
    repeats: true,
    run: zoom(1.3),
  },
  {
    id: 'timeline.zoomOut',
    label: 'command.timeline.zoomOut',
    keys: ['-'],
    repeats: true,
    run: zoom(1 / 1.3),
  },
  {
    id: 'timeline.fit',
    label: 'command.timeline.fit',
    keys: ['Shift+Z'],
    reason: needsClips,
    run: fitTimeline,
  },
];
