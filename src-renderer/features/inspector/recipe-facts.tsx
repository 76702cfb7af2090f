import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import { wasGivenStrange } from '../../../src-shared/quality/likeness.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { copyRecipe } from '../generate/recipe-text.ts';
import { applyRecipe } from '../generate/use-recipe.ts';
import styles from './inspector.module.css';

/** How a take was made, and the way to make it again. */
export function RecipeFacts({ recipe }: { readonly recipe: Recipe }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const ref = useRef<HTMLHeadingElement>(null);
  const wanted = useStore(studio.view, (state) => state.recipeWanted);
  useEffect(() => {
    if (!wanted) return;
    ref.current?.scrollIntoView({ block: 'start' });
    ref.current?.focus({ preventScroll: true });
    studio.view.setState({ recipeWanted: false });
  }, [studio, wanted]);
  const facts = [
    { label: t('inspector.operation'), value: t(`inspector.operations.${recipe.operation}`) },
    ...(recipe.strength === undefined
      ? []
      : [
          {
            label: t('inspector.strength'),
            value: t('inspector.percent', { value: Math.round(recipe.strength * 100) }),
          },
        ]),
    { label: t('inspector.seed'), value: recipe.seed },
    { label: t('inspector.steps'), value: String(recipe.steps) },
    { label: t('inspector.guidance'), value: String(recipe.guidance) },
    { label: t('inspector.model'), value: `${recipe.pack.id} ${recipe.pack.version}` },
    { label: t('inspector.backend'), value: recipe.backend },
    ...recipe.seams.map((seam) => ({
      label: t('inspector.seam', { frame: seam.frame }),
      value: t('inspector.seamValue', {
        spike: seam.spikeRatio.toFixed(2),
        colour: seam.colourStep.toFixed(2),
      }),
    })),
  ];
  return (
    <div className={styles.nested}>
      <h3 ref={ref} tabIndex={-1} className={styles.label}>
        {t('inspector.recipe')}
      </h3>
      <p className={styles.prompt} data-selectable>
        {recipe.prompt}
      </p>
      <dl className={styles.facts}>
        {facts.map(({ label, value }) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd data-selectable>{value}</dd>
          </div>
        ))}
      </dl>
      {wasGivenStrange(recipe.matching?.joins ?? []) ? (
        <p className={styles.reason}>{t('inspector.givenStrange')}</p>
      ) : null}
      <div className={styles.lineage}>
        <Button onClick={() => applyRecipe(studio, recipe)}>{t('command.generate.useRecipe')}</Button>
        <Button
          onClick={() => {
            copyRecipe(studio, recipe).catch((error: unknown) => studio.report(error));
          }}
        >
          {t('command.generate.copyRecipe')}
        </Button>
      </div>
    </div>
  );
}
