import { importByDialog } from '../actions/library.ts';
import {
  bundleProject,
  newProject,
  openBundle,
  openProject,
  saveProject,
  takeOver,
} from '../actions/project.ts';
import { openDeliver } from '../../features/deliver/deliver.ts';
import type { Command } from './registry.ts';
import { needsClips, needsForeignHold, needsProject, needsWritable } from './reasons.ts';

export const fileCommands: readonly Command[] = [
  { id: 'project.new', label: 'command.project.new', keys: ['Mod+N'], inText: true, run: newProject },
  { id: 'project.open', label: 'command.project.open', keys: ['Mod+O'], inText: true, run: openProject },
  {
    id: 'project.recent',
    label: 'command.project.recent',
    keys: ['Mod+Alt+O'],
    inText: true,
    run: ({ view }) => view.setState({ recentOpen: true }),
  },
  {
    id: 'project.save',
    label: 'command.project.save',
    keys: ['Mod+S'],
    inText: true,
    reason: needsWritable,
    run: (studio) => saveProject(studio, false),
  },
  {
    id: 'project.saveAs',
    label: 'command.project.saveAs',
    keys: ['Mod+Shift+S'],
    inText: true,
    reason: needsProject,
    run: (studio) => saveProject(studio, true),
  },
  { id: 'project.openBundle', label: 'command.project.openBundle', keys: [], run: openBundle },
  {
    id: 'project.bundle',
    label: 'command.project.bundle',
    keys: [],
    reason: needsProject,
    run: (studio) => bundleProject(studio, 'all'),
  },
  {
    id: 'project.bundleUsed',
    label: 'command.project.bundleUsed',
    keys: [],
    reason: needsProject,
    run: (studio) => bundleProject(studio, 'used'),
  },
  {
    id: 'project.versions',
    label: 'command.project.versions',
    keys: [],
    reason: needsProject,
    run: ({ view }) => view.setState({ versionsOpen: true }),
  },
  {
    id: 'project.takeOver',
    label: 'command.project.takeOver',
    keys: [],
    reason: needsForeignHold,
    run: takeOver,
  },
  {
    id: 'library.import',
    label: 'command.library.import',
    keys: ['Mod+I'],
    inText: true,
    reason: needsWritable,
    run: importByDialog,
  },
  {
    id: 'deliver.start',
    label: 'command.deliver.start',
    keys: ['Mod+M'],
    inText: true,
    reason: needsClips,
    run: openDeliver,
  },
];
