import { Menu } from '@base-ui/react/menu';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { labelColours } from '../../../src-shared/project/labels.ts';
import type { Bin, Media } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { changeMedia } from '../../editor/actions/library.ts';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';

function Submenu({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={popup.item}>
        <span className={popup.itemLabel}>{label}</span>
        <ChevronRight size={14} strokeWidth={1.5} />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className={popup.positioner}>
          <Menu.Popup className={classNames(popup.popup, popup.menu)}>{children}</Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}

/** What a person says about a file: stars, a colour, where it lies. */
export function MediaMenu({ media, bins }: { readonly media: Media; readonly bins: readonly Bin[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <>
      <Submenu label={t('library.rating')}>
        {[0, 1, 2, 3, 4, 5].map((rating) => (
          <Menu.Item
            key={rating}
            className={popup.item}
            onClick={() => changeMedia(studio, media.id, { rating: rating === 0 ? null : rating })}
          >
            <span className={popup.itemLabel}>{t('library.stars', { count: rating })}</span>
          </Menu.Item>
        ))}
      </Submenu>
      <Submenu label={t('inspector.label')}>
        {(['none', ...labelColours] as const).map((label) => (
          <Menu.Item
            key={label}
            className={popup.item}
            onClick={() => changeMedia(studio, media.id, { label: label === 'none' ? null : label })}
          >
            <span className={popup.itemLabel}>{t(`labelColour.${label}`)}</span>
          </Menu.Item>
        ))}
      </Submenu>
      {bins.length === 0 ? null : (
        <Submenu label={t('library.moveTo')}>
          <Menu.Item className={popup.item} onClick={() => changeMedia(studio, media.id, { bin: null })}>
            <span className={popup.itemLabel}>{t('library.title')}</span>
          </Menu.Item>
          {bins.map((bin) => (
            <Menu.Item
              key={bin.id}
              className={popup.item}
              onClick={() => changeMedia(studio, media.id, { bin: bin.id })}
            >
              <span className={popup.itemLabel}>{bin.name}</span>
            </Menu.Item>
          ))}
        </Submenu>
      )}
    </>
  );
}
