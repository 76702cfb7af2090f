import { Dialog } from '@base-ui/react/dialog';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useCommandKeys } from '../../app/use-command-keys.ts';
import { chordText } from '../../editor/commands/keys.ts';
import { reasonOf, runCommand, type Command } from '../../editor/commands/registry.ts';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { scoreMatch } from './score.ts';
import styles from './palette.module.css';

/** Every command by name. */
export function Palette() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.paletteOpen);
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(paletteOpen) => view.setState({ paletteOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup
          className={classNames(popup.popup, styles.palette)}
          aria-label={t('palette.title')}
          initialFocus={field}
        >
          <PaletteBody field={field} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface Found {
  readonly command: Command;
  readonly name: string;
}

function PaletteBody({ field }: { readonly field: RefObject<HTMLInputElement | null> }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [index, setIndex] = useState(0);
  const found = useMemo(
    () =>
      studio.commands.all
        .filter(({ hidden }) => hidden !== true)
        .flatMap((command): readonly (Found & { readonly score: number })[] => {
          const name = t(command.label);
          const score = scoreMatch(query, name);
          return score === null ? [] : [{ command, name, score }];
        })
        .sort((a, b) => b.score - a.score),
    [studio, query, t],
  );
  const current = found[Math.min(index, found.length - 1)];

  function choose(command: Command): void {
    studio.view.setState({ paletteOpen: false });
    void runCommand(studio, command.id);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setIndex((now) => (found.length === 0 ? 0 : (now + by + found.length) % found.length));
    } else if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault();
      choose(current.command);
    }
  }

  return (
    <>
      <input
        ref={field}
        className={styles.input}
        value={query}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={current === undefined ? undefined : `${listId}-${current.command.id}`}
        aria-label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        onChange={(event) => {
          setQuery(event.target.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('palette.title')} className={styles.list}>
        {found.map(({ command, name }) => (
          <PaletteRow
            key={command.id}
            id={`${listId}-${command.id}`}
            command={command}
            name={name}
            current={command === current?.command}
            onChoose={() => choose(command)}
          />
        ))}
      </div>
      {found.length === 0 ? <p className={styles.none}>{t('palette.none', { query })}</p> : null}
    </>
  );
}

interface PaletteRowProps extends Found {
  readonly id: string;
  readonly current: boolean;
  readonly onChoose: () => void;
}

function PaletteRow({ id, command, name, current, onChoose }: PaletteRowProps) {
  const studio = useStudio();
  const reason = reasonOf(studio, command);
  const keys = useCommandKeys(command.id)[0];
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={current}
      aria-disabled={reason === null ? undefined : true}
      className={classNames(styles.row, current && styles.current)}
      ref={(element) => {
        if (current) element?.scrollIntoView({ block: 'nearest' });
      }}
      // The field keeps the focus, so that typing goes on.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChoose();
      }}
    >
      <span className={styles.name}>{name}</span>
      {reason === null ? null : <span className={styles.reason}>{reason}</span>}
      {keys === undefined ? null : <span className={styles.keys}>{chordText(keys, studio.isMac)}</span>}
    </div>
  );
}
