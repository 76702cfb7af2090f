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
      ],
    },
    {
      label: 'View',
      entries: [{ role: 'togglefullscreen' }, { role: 'toggleDevTools' }],
    },
  ];
}
