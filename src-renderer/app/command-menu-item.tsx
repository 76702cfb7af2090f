import { Menu } from '@base-ui/react/menu';
import { useTranslation } from 'react-i18next';
import { chordText } from '../editor/commands/keys.ts';
import { reasonOf, runCommand } from '../editor/commands/registry.ts';
import popup from '../ui/popup.module.css';
import { useStudio } from './studio-context.tsx';
import { useCommandKeys } from './use-command-keys.ts';

/** A command as a menu item. One that can't run stays readable and says why. */
export function CommandMenuItem({ command: id }: { readonly command: string }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const command = studio.commands.get(id);
  const keys = useCommandKeys(id)[0];
  if (command === undefined) return null;
  const reason = reasonOf(studio, command);
  return (
    <Menu.Item className={popup.item} disabled={reason !== null} onClick={() => void runCommand(studio, id)}>
      <span className={popup.itemLabel}>
        {t(command.label)}
        {reason === null ? null : <span className={popup.itemReason}>{reason}</span>}
      </span>
      {keys === undefined ? null : <span className={popup.keys}>{chordText(keys, studio.isMac)}</span>}
    </Menu.Item>
  );
}
