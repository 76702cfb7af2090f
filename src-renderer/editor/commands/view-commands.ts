import { timelineEnd } from '../../../src-shared/timeline/clips.ts';
import type { MessageKey } from '../../i18n/i18n.ts';
import { documentOf } from '../actions/commit.ts';
import { clampZoom, type Tool, type Workspace } from '../stores/view-store.ts';
import { trackHeadPixels } from '../../features/timeline/track-size.ts';
import type { Command } from './registry.ts';
import { needsClips } from './reasons.ts';

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
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  },
  {
    id: 'view.resetLayout',
    label: 'command.view.resetLayout',
    run: ({ view }) => view.setState(({ layoutGeneration }) => ({ layoutGeneration: layoutGeneration + 1 })),
  },
  tool('select', 'command.tool.select', 'V'),
  tool('blade', 'command.tool.blade', 'B'),
  {
    id: 'timeline.snapping',
    label: 'command.timeline.snapping',
    keys: ['N'],
    run: ({ view }) => view.setState(({ snapping }) => ({ snapping: !snapping })),
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
    run(studio) {
      const current = documentOf(studio);
      if (current === undefined) return;
      const width = document.querySelector('[data-timeline-scroller]')?.clientWidth ?? 1000;
      const lane = width - trackHeadPixels;
      studio.view.setState({
        zoom: clampZoom((lane * 0.92) / Math.max(1, timelineEnd(current.timeline))),
      });
    },
  },
];
