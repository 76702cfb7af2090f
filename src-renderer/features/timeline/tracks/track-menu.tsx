import { ContextMenu } from '@base-ui/react/context-menu';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Track } from '../../../../src-shared/project/schema.ts';
import { CommandMenuItem } from '../../../app/command-menu-item.tsx';
import { useStudio } from '../../../app/studio-context.tsx';
import { changeTrack } from '../../../editor/actions/tracks.ts';
import { classNames } from '../../../ui/class-names.ts';
import popup from '../../../ui/popup.module.css';
import { trackHeight, trackHeights } from '../track-size.ts';

const sizes = ['small', 'medium', 'large'] as const;

/** What can be done with a track. Its commands act on the target track, which the opening click has chosen. */
export function TrackMenu({ track, onRename }: { readonly track: Track; readonly onRename: () => void }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const kind = track.kind;
  return (
    <ContextMenu.Portal>
      <ContextMenu.Positioner className={popup.positioner}>
        <ContextMenu.Popup className={classNames(popup.popup, popup.menu)}>
          <ContextMenu.Item className={popup.item} onClick={onRename}>
            <span className={popup.itemLabel}>{t('track.rename')}</span>
          </ContextMenu.Item>
          <ContextMenu.Item
            className={popup.item}
            onClick={() =>
              changeTrack(
                studio,
                track.id,
                { syncLock: track.syncLock !== true },
                'edit.label.track.syncLock',
              )
            }
          >
            <span className={popup.itemLabel}>
              {t(track.syncLock === true ? 'track.syncLockOff' : 'track.syncLockOn')}
            </span>
          </ContextMenu.Item>
          <div className={popup.groupLabel}>{t('track.heightMenu')}</div>
          <ContextMenu.RadioGroup
            value={trackHeight(track)}
            onValueChange={(height: number) =>
              changeTrack(studio, track.id, { height }, 'edit.label.track.height')
            }
          >
            {sizes.map((size, index) => (
              <ContextMenu.RadioItem
                key={size}
                className={popup.item}
                value={trackHeights[kind][index]}
                closeOnClick
              >
                <span className={popup.itemLabel}>{t(`track.size.${size}`)}</span>
                <ContextMenu.RadioItemIndicator>
                  <Check size={16} strokeWidth={1.5} aria-hidden="true" />
                </ContextMenu.RadioItemIndicator>
              </ContextMenu.RadioItem>
            ))}
          </ContextMenu.RadioGroup>
          <ContextMenu.Separator className={popup.separator} />
          <CommandMenuItem command={`track.moveUp.${kind}`} />
          <CommandMenuItem command={`track.moveDown.${kind}`} />
          <CommandMenuItem command={`track.add.${kind}`} />
          <CommandMenuItem command={`track.remove.${kind}`} />
        </ContextMenu.Popup>
      </ContextMenu.Positioner>
    </ContextMenu.Portal>
  );
}
