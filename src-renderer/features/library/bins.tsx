import { ContextMenu } from '@base-ui/react/context-menu';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { ChevronRight, Folder } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BinId } from '../../../src-shared/lib/ids.ts';
import type { Bin } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { changeMedia, removeBin, renameBin } from '../../editor/actions/library.ts';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { payloadOfData } from './drop-payload.ts';
import styles from './library.module.css';

/** A folder of the library: open it, or drop files on it. */
export function BinRow({ bin, onOpen }: { readonly bin: Bin; readonly onOpen: () => void }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const ref = useRef<HTMLLIElement>(null);
  const [over, setOver] = useState(false);
  const [renaming, setRenaming] = useState(false);
  useEffect(() => {
    if (ref.current === null) return undefined;
    return dropTargetForElements({
      element: ref.current,
      canDrop: ({ source }) => payloadOfData(source.data)?.from === 'library',
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop({ source }) {
        setOver(false);
        const payload = payloadOfData(source.data);
        if (payload?.from === 'library') changeMedia(studio, payload.mediaId, { bin: bin.id });
      },
    });
  }, [studio, bin.id]);
  return (
    <li ref={ref} className={classNames(over && styles.binOver)}>
      {renaming ? (
        <input
          className={styles.search}
          defaultValue={bin.name}
          maxLength={255}
          aria-label={t('library.renameBin')}
          ref={(field) => {
            if (field !== null && window.document.activeElement !== field) field.select();
          }}
          onBlur={(event) => {
            const name = event.target.value.trim();
            setRenaming(false);
            if (name !== '' && name !== bin.name) renameBin(studio, bin.id, name);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.value = bin.name;
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      ) : (
        <ContextMenu.Root>
          <ContextMenu.Trigger
            render={<button type="button" aria-label={bin.name} className={styles.bin} onClick={onOpen} />}
          >
            <Folder size={14} strokeWidth={1.5} />
            <span className={styles.name}>{bin.name}</span>
          </ContextMenu.Trigger>
          <ContextMenu.Portal>
            <ContextMenu.Positioner className={popup.positioner}>
              <ContextMenu.Popup className={classNames(popup.popup, popup.menu)}>
                <ContextMenu.Item className={popup.item} onClick={() => setRenaming(true)}>
                  <span className={popup.itemLabel}>{t('library.renameBin')}</span>
                </ContextMenu.Item>
                <ContextMenu.Item className={popup.item} onClick={() => removeBin(studio, bin.id)}>
                  <span className={popup.itemLabel}>{t('library.removeBin')}</span>
                </ContextMenu.Item>
              </ContextMenu.Popup>
            </ContextMenu.Positioner>
          </ContextMenu.Portal>
        </ContextMenu.Root>
      )}
    </li>
  );
}

/** The way back from a bin to the top. */
export function BinTrail({
  bins,
  current,
  onOpen,
}: {
  readonly bins: readonly Bin[];
  readonly current: BinId;
  readonly onOpen: (bin: BinId | null) => void;
}) {
  const { t } = useTranslation();
  const trail: Bin[] = [];
  for (
    let bin = bins.find(({ id }) => id === current);
    bin !== undefined && !trail.includes(bin);
    bin = bins.find(({ id }) => id === bin?.parent)
  ) {
    trail.unshift(bin);
  }
  return (
    <nav className={styles.trail} aria-label={t('library.bins')}>
      <button type="button" className={styles.trailStep} onClick={() => onOpen(null)}>
        {t('library.title')}
      </button>
      {trail.map((bin) => (
        <span key={bin.id} className={styles.trailPart}>
          <ChevronRight size={12} strokeWidth={1.5} />
          <button type="button" className={styles.trailStep} onClick={() => onOpen(bin.id)}>
            {bin.name}
          </button>
        </span>
      ))}
    </nav>
  );
}
