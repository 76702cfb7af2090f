import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { requestLimits } from '../../../src-shared/generation/request.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { NumberField } from '../../ui/number-field.tsx';
import field from '../../ui/field.module.css';
import { validSeed } from './readiness.ts';
import styles from './prompt.module.css';

function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

/** The model's own words, each with a line of help. What is empty takes the model's default. */
export function AdvancedSettings() {
  const { prompt: store } = useStudio();
  const { t } = useTranslation();
  const id = useId();
  const state = useStore(store);
  const pack = useChosenPack();
  const { steps, guidance } = requestLimits;
  return (
    <div className={styles.advanced}>
      <button
        type="button"
        className={styles.disclosure}
        aria-expanded={state.advancedOpen}
        aria-controls={id}
        onClick={() => store.setState({ advancedOpen: !state.advancedOpen })}
      >
        <ChevronRight size={14} strokeWidth={1.5} />
        {t('generate.advanced')}
      </button>
      {state.advancedOpen ? (
        <div id={id} className={styles.advanced} ref={bringIntoView}>
          <label className={field.field}>
            <span className={field.label}>{t('generate.negative')}</span>
            <input
              className={field.input}
              value={state.negative}
              placeholder={t('generate.negativePlaceholder')}
              onChange={(event) => store.setState({ negative: event.target.value })}
            />
          </label>
          <label className={field.field}>
            <span className={field.label}>{t('generate.seed')}</span>
            <input
              className={field.input}
              value={state.seed}
              inputMode="numeric"
              placeholder={t('generate.seedPlaceholder')}
              aria-invalid={!validSeed(state.seed)}
              onChange={(event) => store.setState({ seed: event.target.value.trim() })}
            />
            <span className={field.hint}>{t('generate.seedHint')}</span>
          </label>
          <div className={styles.row}>
            <NumberField
              label={t('generate.steps')}
              value={state.steps}
              onChange={(value) => store.setState({ steps: value })}
              min={steps.min}
              max={steps.max}
              step={1}
              decimals={0}
              placeholder={pack === undefined || state.quality === 'draft' ? undefined : String(pack.steps)}
              hint={t('generate.stepsHint')}
            />
            <NumberField
              label={t('generate.guidance')}
              value={state.guidance}
              onChange={(value) => store.setState({ guidance: value })}
              min={guidance.min}
              max={guidance.max}
              step={0.5}
              placeholder={pack === undefined ? undefined : String(pack.guidance)}
              hint={t('generate.guidanceHint')}
            />
          </div>
          {pack === undefined ? null : (
            <span className={field.hint}>
              {t('generate.model', { name: pack.name, version: pack.version })}
            </span>
          )}
        </div>
      ) : null}
    </div>
  );
}
