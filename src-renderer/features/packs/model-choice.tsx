import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { choosePack } from './pack-actions.ts';
import styles from './packs.module.css';

/** Which model makes the next shot, and the way to more of them. */
export function ModelChoice() {
  const studio = useStudio();
  const { t } = useTranslation();
  const packs = useStore(studio.facts, (state) => state.packs);
  const chosen = useChosenPack();
  return (
    <div className={styles.choice}>
      {chosen === undefined ? (
        // Until it is known which there are, nothing is said of them.
        <span>{packs === undefined ? '' : t('packs.noneChosen')}</span>
      ) : (
        <SelectField
          label={t('packs.model')}
          value={chosen.id}
          options={(packs ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => choosePack(studio, id)}
        />
      )}
      <Button tone="quiet" onClick={() => void runCommand(studio, 'view.packs')}>
        {t('packs.manage')}
      </Button>
    </div>
  );
}
