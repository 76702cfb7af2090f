import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chordText } from '../editor/commands/keys.ts';
import { reasonOf, runCommand } from '../editor/commands/registry.ts';
import { IconButton } from '../ui/button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useStudio } from './studio-context.tsx';
import { useCommandKeys } from './use-command-keys.ts';

export interface CommandButtonProps {
  readonly command: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly pressed?: boolean;
  /** Makes the button look at the state again: pass whatever the command's reason depends on. */
  readonly disabled?: boolean;
}

/** An icon that runs a command of the registry; name, shortcut and reason come from there. */
export function CommandButton({ command: id, children, className, pressed, disabled }: CommandButtonProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const command = studio.commands.get(id);
  const keys = useCommandKeys(id)[0];
  if (command === undefined) return null;
  const reason = disabled === true ? reasonOf(studio, command) : null;
  const name = t(command.label);
  return (
    <Tooltip
      text={reason === null ? name : `${name} – ${reason}`}
      keys={keys === undefined ? undefined : chordText(keys, studio.isMac)}
    >
      <IconButton
        aria-label={name}
        aria-disabled={disabled === true ? true : undefined}
        aria-pressed={pressed}
        className={className}
        data-command={id}
        onClick={() => void runCommand(studio, id)}
      >
        {children}
      </IconButton>
    </Tooltip>
  );
}
