import { Menu } from '@base-ui/react/menu';
import { ChevronRight } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';
import popup from '../ui/popup.module.css';
import { CommandMenuItem } from './command-menu-item.tsx';

/** Commands of the registry behind one item. */
export function CommandSubmenu({
  label,
  commands,
}: {
  readonly label: string;
  readonly commands: readonly string[];
}) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={popup.item}>
        <span className={popup.itemLabel}>{label}</span>
        <ChevronRight size={14} strokeWidth={1.5} />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner}>
          <Menu.Popup className={classNames(popup.popup, popup.menu)}>
            {commands.map((command) => (
              <CommandMenuItem key={command} command={command} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}
