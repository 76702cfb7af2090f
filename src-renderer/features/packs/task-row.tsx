import { TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PackTask, UnfinishedPack } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { goOn, install } from './pack-actions.ts';
import styles from './packs.module.css';

/** An installation: how far it is, or why it stopped and how it goes on. */
export function TaskRow({ task }: { readonly task: PackTask }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { offer, name, version, state, done, total, resumes, error } = task;
  const report = (cause: unknown): void => void studio.report(cause);
  const part = { done: byteWords(done), total: byteWords(total) };
  const isRunning = state === 'running';
  return (
    <li className={styles.row} data-task={state}>
      <div className={styles.about}>
        <span className={styles.name}>
          {name} <span className={styles.version}>{version}</span>
        </span>
        <ProgressBar
          value={total === 0 ? 0 : done / total}
          name={t('packs.task.progress', { name })}
          tone={state === 'failed' ? 'failed' : 'plain'}
        />
        <span className={styles.facts}>
          {isRunning ? <span>{t('packs.task.running', part)}</span> : null}
          {state === 'cancelled' ? (
            <span>{t(resumes ? 'packs.task.stopped' : 'packs.task.cancelled', part)}</span>
          ) : null}
        </span>
        {error === undefined ? null : (
          <span className={styles.bad}>
            <TriangleAlert size={13} strokeWidth={2} aria-hidden />
            {error.message} {error.hint}
          </span>
        )}
      </div>
      {isRunning ? (
        <Button
          aria-label={t('packs.task.cancelThat', { name })}
          onClick={() => void studio.bridge.call('packs.cancel', offer).catch(report)}
        >
          {t('packs.task.cancel')}
        </Button>
      ) : (
        <>
          {/* The licence was accepted when it began. */}
          <Button onClick={() => void install(studio, offer, true).catch(report)}>
            {t(resumes ? 'packs.task.goOn' : 'packs.task.again')}
          </Button>
          <IconButton
            aria-label={t(resumes ? 'packs.task.discardThat' : 'packs.task.dismissThat', { name })}
            title={t(resumes ? 'packs.task.discard' : 'packs.task.dismiss')}
            onClick={() => void studio.bridge.call('packs.dismiss', offer).catch(report)}
          >
            <X size={16} strokeWidth={1.5} />
          </IconButton>
        </>
      )}
    </li>
  );
}

/** A download that an earlier start of the program left. */
export function UnfinishedRow({ download }: { readonly download: UnfinishedPack }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const { key, name, version, host, bytes, bytesThere } = download;
  const report = (cause: unknown): void => void studio.report(cause);
  return (
    <li className={styles.row} data-unfinished={key}>
      <div className={styles.about}>
        <span className={styles.name}>
          {name} <span className={styles.version}>{version}</span>
        </span>
        <ProgressBar value={bytes === 0 ? 0 : bytesThere / bytes} name={t('packs.task.progress', { name })} />
        <span className={styles.facts}>
          <span>{t('packs.task.stopped', { done: byteWords(bytesThere), total: byteWords(bytes) })}</span>
          <span>{t('packs.task.from', { host })}</span>
        </span>
      </div>
      <Button onClick={() => void goOn(studio, key).catch(report)}>{t('packs.task.goOn')}</Button>
      <IconButton
        aria-label={t('packs.task.discardThat', { name })}
        title={t('packs.task.discard')}
        onClick={() => void studio.bridge.call('packs.discard', key).catch(report)}
      >
        <X size={16} strokeWidth={1.5} />
      </IconButton>
    </li>
  );
}
