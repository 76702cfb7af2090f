import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { Button } from '../../ui/button.tsx';
import field from '../../ui/field.module.css';
import { SelectField } from '../../ui/select-field.tsx';
import { expandedCaption, termOf, withTerm } from './caption.ts';
import { categoryKey } from './category-names.ts';
import { emptyVocabulary } from './vocabulary.ts';
import styles from './prompt.module.css';

/** Chosen from a list of their own, because nobody guesses a model's words for them. */
const menus = ['cameras', 'styles'] as const;

/** Menus that write into the prompt, and a fuller caption on offer; nothing is ever swapped unasked. */
export function PromptHelp() {
  const { prompt: store } = useStudio();
  const { t } = useTranslation();
  const prompt = useStore(store, (state) => state.prompt);
  const vocabulary = useChosenPack() ?? emptyVocabulary;
  const offered = expandedCaption(useDeferredValue(prompt), vocabulary);
  return (
    <>
      {menus
        // A list of one leaves nothing to choose.
        .filter((category) => (vocabulary.prompt[category]?.length ?? 0) > 1)
        .map((category) => (
          <SelectField
            key={category}
            label={t(categoryKey(category))}
            value={termOf(prompt, vocabulary, category)}
            options={[
              { value: '', label: t('generate.unsaid') },
              ...(vocabulary.prompt[category] ?? []).map((term) => ({ value: term, label: term })),
            ]}
            onChange={(term) => store.setState({ prompt: withTerm(prompt, vocabulary, category, term) })}
          />
        ))}
      {offered === undefined ? null : <Offer key={offered} offered={offered} />}
    </>
  );
}

function Offer({ offered }: { readonly offered: string }) {
  const { prompt: store } = useStudio();
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [caption, setCaption] = useState(offered);
  if (!open) {
    return (
      <Button tone="quiet" onClick={() => setOpen(true)}>
        {t('generate.expand')}
      </Button>
    );
  }
  return (
    <div className={field.field}>
      <label className={field.field}>
        <span className={field.label}>{t('generate.expanded')}</span>
        <textarea
          className={field.area}
          value={caption}
          rows={2}
          onChange={(event) => setCaption(event.target.value)}
        />
      </label>
      <div className={styles.row}>
        <Button onClick={() => store.setState({ prompt: caption.trim() })}>
          {t('generate.useExpanded')}
        </Button>
        <Button tone="quiet" onClick={() => setOpen(false)}>
          {t('generate.keepMine')}
        </Button>
      </div>
    </div>
  );
}
