import { FolderPlus, LayoutGrid, List, Plus, Unlink } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BinId } from '../../../src-shared/lib/ids.ts';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { CommandButton } from '../../app/command-button.tsx';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { addBin, relinkMissing } from '../../editor/actions/library.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { arranged, filters, sortings, type Filter, type Sorting } from './arrange.ts';
import { BinRow, BinTrail } from './bins.tsx';
import { DropZone } from './drop-zone.tsx';
import { libraryDrops } from './drop-rules.ts';
import { LibraryItem } from './library-item.tsx';
import styles from './library.module.css';

const icon = { size: 16, strokeWidth: 1.5 } as const;

export function LibraryPanel() {
  const { t } = useTranslation();
  return (
    <Panel
      name="library"
      title={t('library.title')}
      bodyClass={styles.body}
      tools={
        <CommandButton command="library.import">
          <Plus {...icon} />
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
  const document = useStore(studio.project, (state) => state.project?.document);
  const isEmpty = document === undefined || Object.keys(document.media).length === 0;
  return (
    <DropZone rules={libraryDrops} className={styles.zone}>
      {isEmpty ? (
        <div className={styles.empty}>
          <p>{t('library.empty')}</p>
          <Button onClick={() => void runCommand(studio, 'library.import')}>
            {t('command.library.import')}
          </Button>
        </div>
      ) : (
        <Shelf document={document} />
      )}
    </DropZone>
  );
}

function Shelf({ document }: { readonly document: ProjectDocument }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const [sorting, setSorting] = useState<Sorting>('added');
  const [query, setQuery] = useState('');
  const [asList, setAsList] = useState(false);
  const [chosenBin, setBin] = useState<BinId | null>(null);
  const bins = document.bins ?? [];
  const bin = bins.some(({ id }) => id === chosenBin) ? chosenBin : null;
  const shown = useMemo(
    () => arranged(document, { filter, sorting, query, bin }),
    [document, filter, sorting, query, bin],
  );
  const within =
    query.trim() === ''
      ? bins.filter(({ parent }) => (bins.some(({ id }) => id === parent) ? parent : null) === bin)
      : [];
  return (
    <>
      <div className={styles.filters}>
        <Segmented
          name={t('library.filter.name')}
          value={filter}
          segments={filters.map((value) => ({ value, label: t(`library.filter.${value}`) }))}
          onChange={setFilter}
        />
        <div className={styles.find}>
          <input
            className={styles.search}
            value={query}
            aria-label={t('library.search')}
            placeholder={t('library.search')}
            onChange={(event) => setQuery(event.target.value)}
          />
          <select
            className={styles.sorting}
            value={sorting}
            aria-label={t('library.sorting.title')}
            onChange={(event) => {
              const chosen = sortings.find((value) => value === event.target.value);
              if (chosen !== undefined) setSorting(chosen);
            }}
          >
            {sortings.map((value) => (
              <option key={value} value={value}>
                {t(`library.sorting.${value}`)}
              </option>
            ))}
          </select>
          <Tooltip text={t(asList ? 'library.asGrid' : 'library.asList')}>
            <IconButton
              aria-label={t(asList ? 'library.asGrid' : 'library.asList')}
              onClick={() => setAsList(!asList)}
            >
              {asList ? <LayoutGrid {...icon} /> : <List {...icon} />}
            </IconButton>
          </Tooltip>
          <Tooltip text={t('library.newBin')}>
            <IconButton
              aria-label={t('library.newBin')}
              onClick={() => addBin(studio, t('library.binName', { number: bins.length + 1 }), bin)}
            >
              <FolderPlus {...icon} />
            </IconButton>
          </Tooltip>
        </div>
      </div>
      <Missing />
      {bin === null ? null : <BinTrail bins={bins} current={bin} onOpen={setBin} />}
      {within.length === 0 ? null : (
        <ul className={styles.bins} aria-label={t('library.bins')}>
          {within.map((one) => (
            <BinRow key={one.id} bin={one} onOpen={() => setBin(one.id)} />
          ))}
        </ul>
      )}
      {shown.length === 0 && within.length === 0 ? (
        <p className={styles.none}>
          {query.trim() === '' ? t('library.noneOfKind') : t('library.noneFound', { query })}
        </p>
      ) : (
        <ul className={asList ? styles.list : styles.grid} aria-label={t('library.items')}>
          {shown.map((media) => (
            <LibraryItem key={media.id} media={media} asList={asList} bins={bins} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Says how many files are gone, and leads to where they are. */
function Missing() {
  const studio = useStudio();
  const { t } = useTranslation();
  const count = useStore(studio.facts, ({ offline }) => offline.size);
  if (count === 0) return null;
  return (
    <div className={styles.missing} role="status">
      <Unlink size={14} strokeWidth={1.75} />
      <span>{t('library.missing', { count })}</span>
      <Button onClick={() => void relinkMissing(studio).catch((error: unknown) => studio.report(error))}>
        {t('library.locate')}
      </Button>
    </div>
  );
}
