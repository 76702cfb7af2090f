import { Popover } from '@base-ui/react/popover';
import { BookOpen, CircleHelp } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import field from '../../ui/field.module.css';
import { addTerm, emptyVocabulary, readPrompt, type Vocabulary } from './vocabulary.ts';
import { categoryKey } from './category-names.ts';
import { Examples } from './examples.tsx';
import styles from './prompt.module.css';

const mostUnknown = 6;

/** What the model knows of the words that are written, and which it was never taught. */
export function UnderstoodChips() {
  const { prompt: store } = useStudio();
  const { t } = useTranslation();
  const prompt = useDeferredValue(useStore(store, (state) => state.prompt));
  const vocabulary = useChosenPack() ?? emptyVocabulary;
  const reading = useMemo(() => readPrompt(prompt, vocabulary), [prompt, vocabulary]);
  if (Object.keys(vocabulary.prompt).length === 0) return null;
  const empty = prompt.trim() === '';
  return (
    <div className={styles.chips} aria-label={t('generate.understood')} role="group">
      {reading.understood.map(({ category, term }) => (
        <span key={`${category}/${term}`} className={styles.chip}>
          <span className={styles.chipKind}>{t(categoryKey(category))}</span>
          {term}
        </span>
      ))}
      {reading.unknown.slice(0, mostUnknown).map((word) => (
        <span
          key={word}
          className={classNames(styles.chip, styles.chipUnknown)}
          title={t('generate.unknownWord')}
        >
          <CircleHelp size={11} strokeWidth={2} />
          {word}
        </span>
      ))}
      {reading.understood.length === 0 && reading.unknown.length === 0 ? (
        <span className={styles.chipsNote}>{t('generate.nothingUnderstood')}</span>
      ) : null}
      <WordList vocabulary={vocabulary} />
      {empty ? <Examples /> : null}
    </div>
  );
}

function WordList({ vocabulary }: { readonly vocabulary: Vocabulary }) {
  const { prompt: store } = useStudio();
  const { t } = useTranslation();
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button tone="quiet" />}>
        <BookOpen size={14} strokeWidth={1.5} />
        {t('generate.words')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className={popup.positioner} sideOffset={6} side="left" align="start">
          <Popover.Popup className={classNames(popup.popup, popup.popover)}>
            <Popover.Title className={field.label}>{t('generate.wordsTitle')}</Popover.Title>
            <div className={styles.words}>
              {Object.entries(vocabulary.prompt).map(([category, terms]) => (
                <div key={category}>
                  <span className={field.label}>{t(categoryKey(category))}</span>
                  <div className={styles.wordButtons}>
                    {terms.map((term) => (
                      <button
                        key={term}
                        type="button"
                        className={styles.word}
                        onClick={() => store.setState((state) => ({ prompt: addTerm(state.prompt, term) }))}
                      >
                        {term}
                      </button>
                    ))}
                  </div>
                </div>
              ))}
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
