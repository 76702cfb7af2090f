import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { chordText } from '../editor/commands/keys.ts';
import { runCommand } from '../editor/commands/registry.ts';
import { workspaces } from '../editor/stores/view-store.ts';
import { QueuePopover } from '../features/queue/queue-popover.tsx';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useStudio } from './studio-context.tsx';
import { useCommandKeys } from './use-command-keys.ts';
import styles from './shell.module.css';

export function CommandBar() {
  const studio = useStudio();
  const { t } = useTranslation();
  const workspace = useStore(studio.view, (state) => state.workspace);
  const name = useStore(studio.project, (state) => state.project?.document.name ?? '');
  const named = useStore(studio.project, (state) => state.project?.named ?? true);
  const readOnly = useStore(studio.project, (state) => state.project?.readOnly ?? false);
  const heldBy = useStore(studio.project, (state) => state.project?.heldBy);
  const unsaved = useStore(studio.project, (state) => state.unsaved);
  const paletteKeys = useCommandKeys('view.palette')[0];
  return (
    <header className={styles.commandBar}>
      <div className={styles.project}>
        <h1 className={styles.projectName} title={name}>
          {name}
        </h1>
        {readOnly ? (
          <span className={styles.projectNote}>
            {heldBy === undefined
              ? t('project.readOnly')
              : t(heldBy.here ? 'project.heldHere' : 'project.heldBy', { host: heldBy.host })}
          </span>
        ) : null}
        {readOnly && heldBy?.here === false ? (
          <Button tone="quiet" onClick={() => void runCommand(studio, 'project.takeOver')}>
            {t('command.project.takeOver')}
          </Button>
        ) : null}
        {!readOnly && (unsaved || !named) ? (
          <span className={styles.projectNote}>{t(named ? 'project.edited' : 'project.unnamed')}</span>
        ) : null}
      </div>
      <Segmented
        className={styles.workspaces}
        name={t('view.workspaces')}
        value={workspace}
        segments={workspaces.map((value) => ({ value, label: t(`view.workspace.${value}`) }))}
        onChange={(value) => void runCommand(studio, `view.workspace.${value}`)}
      />
      <div className={styles.barEnd}>
        <QueuePopover />
        <button
          type="button"
          className={styles.search}
          onClick={() => void runCommand(studio, 'view.palette')}
        >
          <Search size={14} strokeWidth={1.5} />
          <span>{t('palette.open')}</span>
          <kbd className={styles.keys}>
            {paletteKeys === undefined ? '' : chordText(paletteKeys, studio.isMac)}
          </kbd>
        </button>
      </div>
    </header>
  );
}
