import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { DropZone } from '../library/drop-zone.tsx';
import { promptDrops } from '../library/drop-rules.ts';
import field from '../../ui/field.module.css';
import { AdvancedSettings } from './advanced-settings.tsx';
import { MakeSection } from '../operations/make-section.tsx';
import { ModelChoice } from '../packs/model-choice.tsx';
import { ConditionSlot } from './condition-slot.tsx';
import { FramingChoice } from './framing-choice.tsx';
import { GenerateFooter } from './generate-footer.tsx';
import { PromptHelp } from './prompt-help.tsx';
import { recipeInText } from './recipe-text.ts';
import { ShotSettings } from './shot-settings.tsx';
import { applyRecipe } from './use-recipe.ts';
import { UnderstoodChips } from './understood-chips.tsx';
import styles from './prompt.module.css';

/** Everything that describes the next shot, film words first; model words wait under Advanced. */
export function PromptPanel() {
  return (
    <DropZone rules={promptDrops} className={styles.panel}>
      <div className={styles.scroll}>
        <PromptField />
        <UnderstoodChips />
        <PromptHelp />
        <MakeSection />
        <ConditionSlot />
        <ShotSettings />
        <FramingChoice />
        <ModelChoice />
        <AdvancedSettings />
      </div>
      <GenerateFooter />
    </DropZone>
  );
}

function PromptField() {
  const studio = useStudio();
  const { prompt: store } = studio;
  const { t } = useTranslation();
  const ref = useRef<HTMLTextAreaElement>(null);
  const prompt = useStore(store, (state) => state.prompt);
  const turn = useStore(store, (state) => state.focusTurn);
  useEffect(() => {
    if (turn > 0) ref.current?.focus();
  }, [turn]);
  return (
    <label className={field.field}>
      <span className={field.label}>{t('generate.prompt')}</span>
      <textarea
        ref={ref}
        className={field.area}
        value={prompt}
        rows={3}
        placeholder={t('generate.promptPlaceholder')}
        data-testid="prompt"
        onChange={(event) => store.setState({ prompt: event.target.value })}
        onPaste={(event) => {
          const recipe = recipeInText(event.clipboardData.getData('text/plain'));
          if (recipe === undefined) return;
          event.preventDefault();
          applyRecipe(studio, recipe);
        }}
      />
    </label>
  );
}
