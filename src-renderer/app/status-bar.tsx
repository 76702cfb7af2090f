import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { rateName } from '../../src-shared/time/project-rate.ts';
import { isFinished } from '../../src-shared/jobs/job.ts';
import { gigabytes } from '../ui/gigabytes.ts';
import { useStudio } from './studio-context.tsx';
import { useChosenPack } from './use-chosen-pack.ts';
import styles from './shell.module.css';

/** Quiet facts, and the last thing that happened. */
export function StatusBar() {
  const { project, facts, messages, jobs } = useStudio();
  const { t } = useTranslation();
  const settings = useStore(project, (state) => state.project?.document.settings);
  const machine = useStore(facts, (state) => state.machine);
  const pack = useChosenPack();
  const last = useStore(messages, (state) => state.last);
  const peak = useStore(jobs, (state) =>
    Math.max(
      0,
      ...[...state.jobs.values()].filter((job) => !isFinished(job.state)).map((job) => job.peakBytes ?? 0),
    ),
  );
  return (
    <footer className={styles.statusBar}>
      {settings === undefined ? null : (
        <>
          <span>{t('status.rate', { rate: rateName(settings.rate) })}</span>
          <span>{t('status.size', { width: settings.width, height: settings.height })}</span>
        </>
      )}
      {pack === undefined ? null : <span>{t('status.model', { name: pack.name })}</span>}
      {peak > 0 ? <span>{t('status.engineMemory', { memory: gigabytes(peak) })}</span> : null}
      <span className={styles.lastMessage} title={last}>
        {last}
      </span>
      {machine === undefined ? null : (
        <>
          <span title={machine.processor}>{t('status.cores', { count: machine.cores })}</span>
          <span>{t('status.memory', { memory: gigabytes(machine.memoryBytes) })}</span>
          <span>{t('status.disk', { free: gigabytes(machine.freeDiskBytes) })}</span>
        </>
      )}
    </footer>
  );
}
