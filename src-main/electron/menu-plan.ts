import type { MenuItemConstructorOptions } from 'electron';

export type MenuEntry =
  | 'separator'
  | { readonly role: NonNullable<MenuItemConstructorOptions['role']> }
  | { readonly command: string; readonly label: string; readonly keys?: string };

export interface MenuPlan {
  readonly label: string;
  readonly role?: 'appMenu' | 'windowMenu' | 'help';
  readonly entries: readonly MenuEntry[];
}

/** Ids of the window's commands and the words and keys the menu shows for them; the same words as in the window. */
export function menuPlan(isMac: boolean): readonly MenuPlan[] {
  const application: readonly MenuPlan[] = isMac
    ? [
        {
          label: 'Kinoloom',
          entries: [
            { role: 'about' },
            'separator',
            { role: 'services' },
            'separator',
            { role: 'hide' },
            { role: 'hideOthers' },
            { role: 'unhide' },
            'separator',
            { role: 'quit' },
          ],
        },
      ]
    : [];
  return [
    ...application,
    {
      label: 'File',
      entries: [
        { command: 'project.new', label: 'New project', keys: 'CmdOrCtrl+N' },
        { command: 'project.open', label: 'Open project…', keys: 'CmdOrCtrl+O' },
        'separator',
        { command: 'project.save', label: 'Save', keys: 'CmdOrCtrl+S' },
        { command: 'project.saveAs', label: 'Save as…', keys: 'CmdOrCtrl+Shift+S' },
        'separator',
        { command: 'library.import', label: 'Import…', keys: 'CmdOrCtrl+I' },
        { command: 'deliver.start', label: 'Deliver…', keys: 'CmdOrCtrl+M' },
        ...(isMac ? [] : (['separator', { role: 'quit' }] satisfies MenuEntry[])),
      ],
    },
    {
      label: 'Edit',
      entries: [
        { command: 'edit.undo', label: 'Undo', keys: 'CmdOrCtrl+Z' },
        { command: 'edit.redo', label: 'Redo', keys: 'CmdOrCtrl+Shift+Z' },
        'separator',
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        'separator',
        { command: 'edit.split', label: 'Split at playhead', keys: 'CmdOrCtrl+B' },
        { command: 'edit.duplicate', label: 'Duplicate', keys: 'CmdOrCtrl+D' },
        { command: 'edit.delete', label: 'Delete' },
        { command: 'edit.rippleDelete', label: 'Ripple delete' },
        { command: 'edit.closeGap', label: 'Close gap' },
      ],
    },
    {
      label: 'Shot',
      entries: [
        { command: 'generate.focus', label: 'Write a prompt' },
        { command: 'generate.start', label: 'Generate', keys: 'CmdOrCtrl+Enter' },
        { command: 'generate.cancel', label: 'Cancel generation' },
        'separator',
        { command: 'generate.useAsFirstFrame', label: 'Use as first frame' },
        { command: 'generate.continueFrom', label: 'Continue from its end' },
        { command: 'generate.clearCondition', label: 'Remove first frame' },
      ],
    },
    {
      label: 'View',
      entries: [
        { command: 'view.palette', label: 'Search commands', keys: 'CmdOrCtrl+K' },
        { command: 'view.queue', label: 'Show queue', keys: 'CmdOrCtrl+J' },
        { command: 'timeline.fit', label: 'Fit timeline' },
        { command: 'view.resetLayout', label: 'Reset layout' },
        'separator',
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
  ];
}
