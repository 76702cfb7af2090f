import { ChevronLeft, ChevronRight, Diamond, Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { eases, type Ease } from '../../../src-shared/project/animation.ts';
import type { Clip } from '../../../src-shared/project/schema.ts';
import { valueAt } from '../../../src-shared/timeline/animated-value.ts';
import {
  animatedOf,
  keyframesOf,
  nextKeyframe,
  usualValues,
  withAnimated,
  withAnimationToggled,
  withKeyframe,
  withoutKeyframe,
  withValueAt,
  type AnimatedField,
} from '../../../src-shared/timeline/keyframes.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import { editClips, previewClips } from './clip-edit.ts';
import { fieldLooks } from './field-looks.ts';
import styles from './inspector.module.css';

export interface AnimatedRowProps {
  readonly clip: Clip;
  readonly ids: readonly Clip['id'][];
  readonly field: AnimatedField;
}

const icon = { size: 13, strokeWidth: 1.75 } as const;

/** A property of a clip at the playhead: its value, and its keyframes where it changes in the course of the clip. */
export function AnimatedRow({ clip, ids, field }: AnimatedRowProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const at = useStore(studio.transport, ({ frame }) =>
    Math.max(0, Math.min(clip.length - 1, frame - clip.start)),
  );
  const look = fieldLooks[field];
  const name = t(`inspector.field.${field}`);
  const keyframes = keyframesOf(clip, field);
  const key = keyframes.find(({ frame }) => frame === at);
  const isAnimated = keyframes.length > 0;
  const value = valueAt(animatedOf(clip, field), at, usualValues[field]);
  const edit = { studio, ids, label: 'edit.label.look' } as const;

  function go(direction: 1 | -1): void {
    const next = nextKeyframe(clip, [field], at, direction);
    if (next !== undefined) studio.transport.seek(clip.start + next);
  }
  return (
    <div className={styles.animated}>
      <ValueField
        label={name}
        value={value * look.factor}
        min={look.min}
        max={look.max}
        step={look.step}
        unit={look.unit}
        decimals={look.decimals}
        onPreview={(shown) => previewClips(edit, (one) => withValueAt(one, field, at, shown / look.factor))}
        onCommit={(shown) => editClips(edit, (one) => withValueAt(one, field, at, shown / look.factor))}
      />
      <span className={styles.keyTools}>
        {isAnimated ? (
          <>
            <IconButton
              className={styles.keyTool}
              aria-label={t('inspector.previousKeyframe', { name })}
              onClick={() => go(-1)}
            >
              <ChevronLeft {...icon} />
            </IconButton>
            <IconButton
              className={classNames(styles.keyTool, key !== undefined && styles.keyed)}
              aria-label={t(key === undefined ? 'inspector.addKeyframe' : 'inspector.removeKeyframe', {
                name,
              })}
              aria-pressed={key !== undefined}
              onClick={() =>
                editClips({ ...edit, label: 'edit.label.keyframes' }, (one) =>
                  withAnimated(
                    one,
                    field,
                    key === undefined
                      ? withKeyframe(animatedOf(one, field), { frame: at, value })
                      : withoutKeyframe(animatedOf(one, field), at),
                  ),
                )
              }
            >
              <Diamond {...icon} />
            </IconButton>
            <IconButton
              className={styles.keyTool}
              aria-label={t('inspector.nextKeyframe', { name })}
              onClick={() => go(1)}
            >
              <ChevronRight {...icon} />
            </IconButton>
          </>
        ) : null}
        <IconButton
          className={styles.keyTool}
          aria-label={t('inspector.animate', { name })}
          aria-pressed={isAnimated}
          onClick={() =>
            editClips({ ...edit, label: 'edit.label.keyframes' }, (one) =>
              withAnimationToggled(one, field, at),
            )
          }
        >
          <Timer {...icon} />
        </IconButton>
      </span>
      {key === undefined ? null : (
        <div className={styles.ease}>
          <SelectField<Ease>
            label={t('inspector.ease', { name })}
            value={key.ease}
            options={eases.map((ease) => ({ value: ease, label: t(`inspector.eases.${ease}`) }))}
            onChange={(ease) =>
              editClips({ ...edit, label: 'edit.label.keyframes' }, (one) =>
                withAnimated(
                  one,
                  field,
                  withKeyframe(animatedOf(one, field), { frame: at, value: key.value, ease }),
                ),
              )
            }
          />
        </div>
      )}
    </div>
  );
}
