import { useTranslation } from 'react-i18next';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { examplePrompts } from './example-prompts.ts';
import { focusPrompt } from './focus-prompt.ts';
import styles from './prompt.module.css';

/** First prompts to try: only those this model understands wholly. */
export function Examples() {
  const studio = useStudio();
  const { t } = useTranslation();
  const vocabulary = useChosenPack();
  if (vocabulary === undefined) return null;
  const examples = examplePrompts(studio.text, vocabulary);
  if (examples.length === 0) return null;
  return (
    <div className={styles.examples}>
      <span className={styles.chipsNote}>{t('generate.try')}</span>
      {examples.map((text) => (
        <button
          key={text}
          type="button"
          className={styles.example}
          onClick={() => {
            studio.prompt.setState({ prompt: text });
            focusPrompt(studio);
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
