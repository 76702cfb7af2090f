import { useTranslation } from 'react-i18next';
import type { Recipe } from '../../../src-shared/generation/recipe.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { applyRecipe } from '../generate/use-prompt-of.ts';
import styles from './inspector.module.css';

/** How a take was made, and the way to make it again. */
export function RecipeFacts({ recipe }: { readonly recipe: Recipe }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const facts = [
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
      <h3 className={styles.label}>{t('inspector.recipe')}</h3>
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
      <Button onClick={() => applyRecipe(studio, recipe)}>{t('menu.usePrompt')}</Button>
    </div>
  );
}
