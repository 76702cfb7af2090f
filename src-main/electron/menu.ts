import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { menuPlan } from './menu-plan.ts';
import type { MenuEntry } from './menu-plan.ts';

function itemOf(entry: MenuEntry, run: (command: string) => void): MenuItemConstructorOptions {
  if (entry === 'separator') return { type: 'separator' };
  if ('role' in entry) return { role: entry.role };
  return {
    id: entry.command,
    label: entry.label,
    // The page listens to the keys itself (a key means something else in a text field); the menu only shows them. On
    // macOS the page sees the key first and the menu gets what it leaves.
    registerAccelerator: false,
    ...(entry.keys === undefined ? {} : { accelerator: entry.keys }),
    click: () => run(entry.command),
  };
}

/** The system menu. An item does what the command of that name does in the window. */
export function installMenu(run: (command: string) => void): void {
  const template = menuPlan(process.platform === 'darwin').map((menu) => ({
    label: menu.label,
    ...(menu.role === undefined ? {} : { role: menu.role }),
    submenu: menu.entries.map((entry) => itemOf(entry, run)),
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
