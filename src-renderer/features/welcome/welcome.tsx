import { Box, FolderOpen, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { runCommand } from '../../editor/commands/registry.ts';
import { Button } from '../../ui/button.tsx';
import { gigabytes } from '../../ui/gigabytes.ts';
import { examplePrompts } from '../generate/example-prompts.ts';
import { makeExample } from './make-example.ts';
import styles from './welcome.module.css';

const icon = { size: 16, strokeWidth: 1.5 } as const;

/**
 * What stands in the empty viewer before the first project: what the program is, where work is kept, which model is there,
 * and one way to begin. It locks nothing; the editor around it works.
 */
export function Welcome() {
  const studio = useStudio();
  const { t } = useTranslation();
  const machine = useStore(studio.facts, (state) => state.machine);
  const packs = useStore(studio.facts, (state) => state.packs);
  const pack = packs?.[0];
  const [example] = pack === undefined ? [] : examplePrompts(studio.text, pack);

  return (
    <section className={styles.welcome} data-welcome aria-labelledby="welcome-title">
      <div className={styles.content}>
        <h2 id="welcome-title" className={styles.title}>
          {t('welcome.title')}
        </h2>
        <p>{t('welcome.text')}</p>
        <ul className={styles.facts}>
          <li>
            <ShieldCheck {...icon} aria-hidden />
            <span>{t('welcome.private')}</span>
          </li>
          <li>
            <FolderOpen {...icon} aria-hidden />
            <span>
              {t('welcome.kept')}{' '}
              {machine === undefined || machine.freeDiskBytes === 0
                ? null
                : `${t('welcome.free', { free: gigabytes(machine.freeDiskBytes) })} `}
              <button
                type="button"
                className={styles.link}
                onClick={() => {
                  studio.bridge.call('project.reveal').catch((error: unknown) => studio.report(error));
                }}
              >
                {t('welcome.reveal')}
              </button>
            </span>
          </li>
          {packs === undefined ? null : (
            <li>
              <Box {...icon} aria-hidden />
              <span>
                {pack === undefined ? t('welcome.noModel') : t('welcome.model', { name: pack.name })}
              </span>
            </li>
          )}
        </ul>
        <div className={styles.actions}>
          {example === undefined ? null : (
            <Button
              tone="primary"
              aria-describedby="welcome-example"
              onClick={() => {
                makeExample(studio, example).catch((error: unknown) => studio.report(error));
              }}
            >
              {t('welcome.begin')}
            </Button>
          )}
          <Button onClick={() => void runCommand(studio, 'project.open')}>{t('command.project.open')}</Button>
          {example === undefined ? null : (
            <span id="welcome-example" className={styles.example}>
              {t('welcome.example', { prompt: example })}
            </span>
          )}
        </div>
      </div>
    </section>
  );
}
