import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Media } from '../../../src-shared/project/schema.ts';
import { CommandButton } from '../../app/command-button.tsx';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { runCommand } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { DropZone } from './drop-zone.tsx';
import { libraryDrops } from './drop-rules.ts';
import { LibraryItem } from './library-item.tsx';
import styles from './library.module.css';

const filters = ['all', 'shots', 'stills', 'audio', 'takes'] as const;
type Filter = (typeof filters)[number];

function passes(media: Media, filter: Filter): boolean {
  const generated = media.provenance.origin === 'generated';
  switch (filter) {
    case 'all':
      return true;
    case 'shots':
      return media.kind === 'video' && !generated;
    case 'stills':
      return media.kind === 'image';
    case 'audio':
      return media.kind === 'audio';
    case 'takes':
      return generated;
    default:
      return assertNever(filter);
  }
}

export function LibraryPanel() {
  const { t } = useTranslation();
  return (
    <Panel
      name="library"
      title={t('library.title')}
      bodyClass={styles.body}
      tools={
        <CommandButton command="library.import">
          <Plus size={16} strokeWidth={1.5} />
        </CommandButton>
      }
    >
      <LibraryBody />
    </Panel>
  );
}

function LibraryBody() {
  const studio = useStudio();
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const all = useStore(studio.project, (state) => state.project?.document.media);
  const items = Object.values(all ?? {}).reverse();
  const shown = items.filter((media) => passes(media, filter));
  return (
    <DropZone rules={libraryDrops} className={styles.zone}>
      {items.length === 0 ? (
        <div className={styles.empty}>
          <p>{t('library.empty')}</p>
          <Button onClick={() => void runCommand(studio, 'library.import')}>
            {t('command.library.import')}
          </Button>
        </div>
      ) : (
        <>
          <div className={styles.filters}>
            <Segmented
              name={t('library.filter.name')}
              value={filter}
              segments={filters.map((value) => ({ value, label: t(`library.filter.${value}`) }))}
              onChange={setFilter}
            />
          </div>
          {shown.length === 0 ? (
            <p className={styles.none}>{t('library.noneOfKind')}</p>
          ) : (
            <ul className={styles.grid} aria-label={t('library.items')}>
              {shown.map((media) => (
                <LibraryItem key={media.id} media={media} />
              ))}
            </ul>
          )}
        </>
      )}
    </DropZone>
  );
}
