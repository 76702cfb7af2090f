import { Film, ImagePlus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Media } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { DropZone } from '../library/drop-zone.tsx';
import { firstFrameDrops } from '../library/drop-rules.ts';
import field from '../../ui/field.module.css';
import { clearCondition } from './conditions.ts';
import styles from './prompt.module.css';

/** The picture or the footage the shot starts from, always in sight. */
export function ConditionSlot() {
  const studio = useStudio();
  const { t } = useTranslation();
  const condition = useStore(studio.prompt, (state) => state.condition);
  const media = useStore(studio.project, (state): Media | undefined => {
    const all = state.project?.document.media;
    if (condition.kind === 'first-frame') return all?.[condition.image];
    return condition.kind === 'continue' ? all?.[condition.source] : undefined;
  });
  const title =
    condition.kind === 'continue' ? t('generate.condition.continue') : t('generate.condition.firstFrame');
  return (
    <DropZone rules={firstFrameDrops} className={field.field}>
      <span className={field.label}>{t('generate.condition.title')}</span>
      {condition.kind === 'none' || media === undefined ? (
        <div className={styles.slot} data-testid="first-frame-slot">
          <ImagePlus size={18} strokeWidth={1.5} />
          <span className={styles.slotText}>{t('generate.condition.empty')}</span>
        </div>
      ) : (
        <div className={classNames(styles.slot, styles.slotFilled)} data-testid="first-frame-slot">
          {media.kind === 'image' ? (
            <img className={styles.slotPicture} src={studio.bridge.mediaUrl(media.id)} alt="" />
          ) : (
            <Film size={18} strokeWidth={1.5} />
          )}
          <span className={styles.slotText}>
            {title}
            <span className={styles.slotName}>{media.name}</span>
          </span>
          <Tooltip text={t('generate.condition.clear')}>
            <IconButton aria-label={t('generate.condition.clear')} onClick={() => clearCondition(studio)}>
              <X size={14} strokeWidth={1.5} />
            </IconButton>
          </Tooltip>
        </div>
      )}
    </DropZone>
  );
}
