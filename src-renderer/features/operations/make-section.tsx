import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { reasonOf, runCommand } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { chosenClips } from './selected.ts';
import styles from './operations.module.css';

const ofOne = [
  'generate.restyle',
  'generate.fill',
  'generate.smooth',
  'generate.loop.1',
  'generate.again.newSeed',
  'generate.again.fourSeeds',
  'generate.again.panelWords',
];
const ofTwo = ['generate.bridge'];

/** What the words above can make of the clips that are selected. What can't be done says why. */
export function MakeSection() {
  const studio = useStudio();
  const { t } = useTranslation();
  useStore(studio.selection, (state) => state.clips);
  useStore(studio.project, (state) => state.project?.document);
  const strength = useStore(studio.prompt, (state) => state.strength);
  useStore(studio.prompt, (state) => state.prompt);
  const chosen = chosenClips(studio);
  const [first] = chosen;
  if (first === undefined || chosen.length > 2) return null;
  return (
    <div
      className={styles.panel}
      role="group"
      aria-label={t('operation.fromClip', { name: first.clip.name })}
    >
      <span className={styles.panelHead}>
        {chosen.length === 2 ? t('operation.fromTwo') : t('operation.fromClip', { name: first.clip.name })}
      </span>
      <div className={styles.panelButtons}>
        {(chosen.length === 2 ? ofTwo : ofOne).map((id) => (
          <CommandText key={id} id={id} />
        ))}
      </div>
      {chosen.length === 1 ? (
        <label className={styles.strength}>
          <span className={styles.panelHead}>
            {t('operation.strength', { percent: Math.round(strength * 100) })}
          </span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={strength}
            aria-label={t('operation.strengthName')}
            onChange={(event) => studio.prompt.setState({ strength: Number(event.target.value) })}
          />
        </label>
      ) : null}
    </div>
  );
}

function CommandText({ id }: { readonly id: string }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const command = studio.commands.get(id);
  if (command === undefined) return null;
  const reason = reasonOf(studio, command);
  return (
    <Button
      aria-disabled={reason === null ? undefined : true}
      title={reason ?? undefined}
      data-command={id}
      onClick={() => void runCommand(studio, id)}
    >
      {t(command.label)}
    </Button>
  );
}
