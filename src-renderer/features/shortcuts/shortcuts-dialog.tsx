import { Dialog } from '@base-ui/react/dialog';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { conflictsOf, keyPresets, withChord, withoutOwn } from '../../editor/commands/keymap.ts';
import { chordText, normalisedChord } from '../../editor/commands/keys.ts';
import type { Command } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { Segmented } from '../../ui/segmented.tsx';
import { commandGroup } from './command-group.ts';
import { ShortcutRow } from './shortcut-row.tsx';
import styles from './shortcuts.module.css';

/** Every command with its keys: presets, own choices, and what collides. */
export function ShortcutsDialog() {
  const { view } = useStudio();
  const { t } = useTranslation();
  const open = useStore(view, (state) => state.shortcutsOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(shortcutsOpen) => view.setState({ shortcutsOpen })}>
      <Dialog.Portal>
        <Dialog.Backdrop className={popup.backdrop} />
        <Dialog.Popup className={classNames(popup.popup, styles.dialog)} aria-label={t('shortcuts.title')}>
          <Shortcuts />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Shortcuts() {
  const studio = useStudio();
  const { t } = useTranslation();
  const choice = useStore(studio.keys);
  const [query, setQuery] = useState('');
  /** What the last key did, said here: the status bar lies behind the dialog. */
  const [done, setDone] = useState('');
  const commands = studio.commands.all;
  const conflicts = useMemo(() => conflictsOf(commands, choice), [commands, choice]);
  const nameOf = (id: string): string => {
    const command = studio.commands.get(id);
    return command === undefined ? id : t(command.label);
  };

  function othersOn(command: Command): readonly string[] {
    const ids = new Set<string>();
    for (const chord of studio.commands.keysOf(command.id)) {
      for (const id of conflicts.get(normalisedChord(chord)) ?? []) if (id !== command.id) ids.add(id);
    }
    return [...ids].map(nameOf);
  }

  function record(command: Command, chord: string): void {
    const before = commands.filter(
      ({ id }) =>
        id !== command.id && studio.commands.keysOf(id).some((key) => normalisedChord(key) === chord),
    );
    studio.keys.setState(withChord(commands, choice, command.id, chord), true);
    const keys = chordText(chord, studio.isMac);
    const said =
      before.length === 0
        ? t('shortcuts.set', { keys, name: t(command.label) })
        : t('shortcuts.taken', {
            keys,
            name: t(command.label),
            others: before.map(({ label }) => t(label)).join(', '),
          });
    setDone(said);
  }

  const wanted = query.trim().toLowerCase();
  const shown = commands.filter((command) => {
    if (wanted === '') return true;
    const keys = studio.commands.keysOf(command.id).map((key) => chordText(key, studio.isMac).toLowerCase());
    return t(command.label).toLowerCase().includes(wanted) || keys.some((key) => key === wanted);
  });
  const groups = [...new Set(shown.map(({ id }) => commandGroup(id)))];
  return (
    <>
      <div className={styles.head}>
        <Dialog.Title className={styles.title}>{t('shortcuts.title')}</Dialog.Title>
        <Segmented
          className={styles.presets}
          name={t('shortcuts.preset')}
          value={choice.preset}
          segments={keyPresets.map((value) => ({ value, label: t(`shortcuts.presets.${value}`) }))}
          onChange={(preset) => studio.keys.setState({ preset })}
        />
        <input
          className={styles.search}
          value={query}
          aria-label={t('shortcuts.search')}
          placeholder={t('shortcuts.search')}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className={styles.list} role="group" aria-label={t('shortcuts.title')}>
        {groups.map((group) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.groupName}>{t(`shortcuts.group.${group}`)}</h3>
            <ul>
              {shown
                .filter(({ id }) => commandGroup(id) === group)
                .map((command) => (
                  <ShortcutRow
                    key={command.id}
                    command={command}
                    own={choice.own[command.id] !== undefined}
                    others={othersOn(command)}
                    onRecord={(chord) => record(command, chord)}
                    onClear={() => studio.keys.setState({ own: { ...choice.own, [command.id]: [] } })}
                    onReset={() => studio.keys.setState(withoutOwn(choice, command.id), true)}
                  />
                ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 ? <p className={styles.none}>{t('shortcuts.noneFound', { query })}</p> : null}
      </div>
      <div className={styles.foot}>
        <span className={classNames(styles.said, conflicts.size > 0 && styles.conflicts)} role="status">
          {conflicts.size === 0 ? done : t('shortcuts.conflicts', { count: conflicts.size })}
        </span>
        <Button
          onClick={() => studio.keys.setState({ own: {} })}
          aria-disabled={Object.keys(choice.own).length === 0 ? true : undefined}
        >
          {t('shortcuts.resetAll')}
        </Button>
        <Button tone="primary" onClick={() => studio.view.setState({ shortcutsOpen: false })}>
          {t('shortcuts.close')}
        </Button>
      </div>
    </>
  );
}
