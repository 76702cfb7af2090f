import { RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../app/studio-context.tsx';
import { useCommandKeys } from '../../app/use-command-keys.ts';
import { chordOf, chordText } from '../../editor/commands/keys.ts';
import type { Command } from '../../editor/commands/registry.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './shortcuts.module.css';

export interface ShortcutRowProps {
  readonly command: Command;
  /** True: the person chose these keys. */
  readonly own: boolean;
  /** Names of the commands that want the same keys. */
  readonly others: readonly string[];
  readonly onRecord: (chord: string) => void;
  readonly onClear: () => void;
  readonly onReset: () => void;
}

/** One command and its keys. Pressing the field waits for the next chord; Escape leaves it as it was. */
export function ShortcutRow({ command, own, others, onRecord, onClear, onReset }: ShortcutRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const keys = useCommandKeys(command.id);
  const [recording, setRecording] = useState(false);
  const name = t(command.label);
  const id = useId();

  function onKeyDown(event: KeyboardEvent): void {
    if (!recording) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') return setRecording(false);
    const chord = chordOf(event, studio.isMac);
    if (chord === undefined) return;
    setRecording(false);
    onRecord(chord);
  }
  return (
    <li className={styles.row}>
      <span id={`${id}name`} className={styles.name}>
        {name}
        {others.length === 0 ? null : (
          <span className={styles.conflict}>
            <TriangleAlert size={12} strokeWidth={2} />
            {t('shortcuts.conflict', { names: others.join(', ') })}
          </span>
        )}
      </span>
      <button
        type="button"
        className={classNames(styles.keys, recording && styles.recording)}
        id={`${id}keys`}
        // Said as it is seen: the command, then its keys.
        aria-labelledby={`${id}name ${id}keys`}
        aria-pressed={recording}
        onClick={() => setRecording(true)}
        onBlur={() => setRecording(false)}
        onKeyDown={onKeyDown}
      >
        {recording ? t('shortcuts.recording') : null}
        {!recording && keys.length === 0 ? <span className={styles.unset}>{t('shortcuts.none')}</span> : null}
        {recording ? null : keys.map((key) => <kbd key={key}>{chordText(key, studio.isMac)}</kbd>)}
      </button>
      <span className={styles.acts}>
        {own ? (
          <IconButton aria-label={t('shortcuts.reset', { name })} onClick={onReset}>
            <RotateCcw size={14} strokeWidth={1.5} />
          </IconButton>
        ) : null}
        {keys.length === 0 ? null : (
          <IconButton aria-label={t('shortcuts.clear', { name })} onClick={onClear}>
            <X size={14} strokeWidth={1.5} />
          </IconButton>
        )}
      </span>
    </li>
  );
}
