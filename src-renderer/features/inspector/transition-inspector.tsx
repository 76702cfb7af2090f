import { useTranslation } from 'react-i18next';
import type { ProjectDocument } from '../../../src-shared/project/schema.ts';
import { transitionKinds, wipeDirections, type Transition } from '../../../src-shared/project/transition.ts';
import { changeTransition, type TransitionChange } from '../../../src-shared/timeline/transitions.ts';
import { usualColours } from '../../../src-shared/project/usual-colours.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { commitResult, documentOf } from '../../editor/actions/commit.ts';
import { removeSelectedPassage } from '../../editor/actions/passages.ts';
import { spansOf } from '../../editor/actions/spans.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { ColourField } from '../../ui/colour-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import styles from './inspector.module.css';

/** Kind and length of a passage. */
export function TransitionInspector({
  transition,
  document,
}: {
  readonly transition: Transition;
  readonly document: ProjectDocument;
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { id, kind, before, after, at } = transition;
  function change(part: Omit<TransitionChange, 'id' | 'sourceSpan'>): void {
    const now = documentOf(studio);
    if (now === undefined) return;
    commitResult(
      studio,
      'edit.label.transition',
      changeTransition(now.timeline, { id, sourceSpan: spansOf(now), ...part }),
    );
  }
  return (
    <div className={styles.body}>
      <h3 className={styles.name}>
        {t('inspector.transitionTitle', { start: timecodeText(at, document.settings.rate) })}
      </h3>
      <SelectField
        label={t('inspector.kind')}
        value={kind}
        options={transitionKinds.map((value) => ({ value, label: t(`transition.${value}`) }))}
        onChange={(value) => change({ kind: value })}
      />
      <ValueField
        label={t('inspector.length')}
        value={before + after}
        min={1}
        max={100_000}
        step={1}
        unit={t('inspector.framesUnit')}
        decimals={0}
        onCommit={(length) =>
          change({
            before: before === 0 ? 0 : Math.floor(length / 2),
            after: before === 0 ? length : after === 0 ? 0 : Math.ceil(length / 2),
          })
        }
      />
      {kind === 'dip' ? (
        <ColourField
          label={t('inspector.titleClip.colour')}
          value={transition.colour ?? usualColours.dip}
          onChange={(colour) => change({ colour })}
        />
      ) : null}
      {kind === 'wipe' ? (
        <SelectField
          label={t('inspector.direction')}
          value={transition.direction ?? 'right'}
          options={wipeDirections.map((value) => ({ value, label: t(`transition.directions.${value}`) }))}
          onChange={(direction) => change({ direction })}
        />
      ) : null}
      <Button tone="danger" onClick={() => removeSelectedPassage(studio)}>
        {t('inspector.removeTransition')}
      </Button>
    </div>
  );
}
