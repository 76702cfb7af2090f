import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuData, MenuItemData } from '../../src-shared/ipc/menu.ts';

type Run = (command: string) => void;

function itemOf(item: MenuItemData, run: Run): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'role':
      return { role: item.role };
    case 'menu':
      return { label: item.label, submenu: item.items.map((one) => itemOf(one, run)) };
    case 'command':
    default:
      return {
        id: item.command,
        label: item.label,
        // The page listens to the keys itself (a key means something else in a text field); the menu only shows them. On
        // macOS the page sees the key first and the menu gets what it leaves.
        registerAccelerator: false,
        ...(item.keys === undefined ? {} : { accelerator: item.keys }),
        click: () => run(item.command),
      };
  }
}

/** The system menu as the window's command registry describes it. An item does what that command does in the window. */
export function showMenus(menus: readonly MenuData[], run: Run): void {
  const template = menus.map(({ label, items }) => ({
    label,
    submenu: items.map((item) => itemOf(item, run)),
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** Until the window has said what it offers: on macOS the menu every program has, elsewhere a way out. */
export function installFirstMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      process.platform === 'darwin'
        ? [{ role: 'appMenu' }, { role: 'editMenu' }]
        : [{ label: 'File', submenu: [{ role: 'quit' }] }],
    ),
  );
}
