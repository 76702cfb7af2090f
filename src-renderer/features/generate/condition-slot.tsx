import { Film, ImagePlus, Infinity as LoopIcon, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { CommandButton } from '../../app/command-button.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { DropZone } from '../library/drop-zone.tsx';
import { firstFrameDrops } from '../library/drop-rules.ts';
import field from '../../ui/field.module.css';
import { clearCondition } from './conditions.ts';
import { KeyPictures } from './key-pictures.tsx';
import styles from './prompt.module.css';

/** The pictures or the footage the shot is made from, always in sight. */
export function ConditionSlot() {
  const studio = useStudio();
  const { t } = useTranslation();
  const condition = useStore(studio.prompt, (state) => state.condition);
  return (
    <DropZone rules={firstFrameDrops} className={field.field}>
      <span className={styles.slotHead}>
        <span className={field.label}>{t('generate.condition.title')}</span>
        <CommandButton command="generate.pinFrame">
          <ImagePlus size={14} strokeWidth={1.5} />
        </CommandButton>
        <CommandButton command="generate.loopShot" pressed={condition.kind === 'loop'}>
          <LoopIcon size={14} strokeWidth={1.5} />
        </CommandButton>
      </span>
      {condition.kind === 'none' ? (
        <div className={styles.slot} data-testid="first-frame-slot">
          <ImagePlus size={18} strokeWidth={1.5} />
          <span className={styles.slotText}>{t('generate.condition.empty')}</span>
        </div>
      ) : null}
      {condition.kind === 'first-frame' ? (
        <Slot media={condition.image} title={t('generate.condition.firstFrame')} />
      ) : null}
      {condition.kind === 'first-frame' && condition.last !== undefined ? (
        <Slot media={condition.last} title={t('generate.condition.lastFrame')} />
      ) : null}
      {condition.kind === 'continue' ? (
        <Slot media={condition.source} title={t('generate.condition.continue')} />
      ) : null}
      {condition.kind === 'loop' ? (
        <div className={classNames(styles.slot, styles.slotFilled)} data-testid="first-frame-slot">
          <LoopIcon size={18} strokeWidth={1.5} />
          <span className={styles.slotText}>{t('generate.condition.loop')}</span>
          <Clear />
        </div>
      ) : null}
      {condition.kind === 'keyframes' ? <KeyPictures keys={condition.keys} /> : null}
    </DropZone>
  );
}

function Slot({ media: id, title }: { readonly media: MediaId; readonly title: string }) {
  const studio = useStudio();
  const media = useStore(studio.project, (state) => state.project?.document.media[id]);
  if (media === undefined) return null;
  return (
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
      <Clear />
    </div>
  );
}

function Clear() {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <Tooltip text={t('generate.condition.clear')}>
      <IconButton aria-label={t('generate.condition.clear')} onClick={() => clearCondition(studio)}>
        <X size={14} strokeWidth={1.5} />
      </IconButton>
    </Tooltip>
  );
}
