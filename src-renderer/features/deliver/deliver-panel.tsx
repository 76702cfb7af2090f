import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { recall, remember } from '../../editor/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Export } from './export.tsx';
import { presets } from './presets.ts';
import { wishesSchema, type Wishes } from './wishes.ts';
import styles from './deliver.module.css';

/** What the timeline is delivered as, how far that has come, and where it went. */
export function DeliverPanel() {
  const studio = useStudio();
  const { t } = useTranslation();
  const [wishes, setWishes] = useState<Wishes>(
    () => recall(studio.kept, 'deliver', wishesSchema) ?? { preset: presets[0], range: 'all' },
  );
  function change(next: Partial<Wishes>): void {
    const changed = { ...wishes, ...next };
    setWishes(changed);
    remember(studio.kept, 'deliver', changed);
  }
  return (
    <Panel name="deliver" title={t('deliver.title')} bodyClass={styles.body}>
      <div className={styles.presets} role="radiogroup" aria-label={t('deliver.presets')}>
        {presets.map((id) => (
          <label key={id} className={classNames(styles.preset, wishes.preset === id && styles.chosen)}>
            <input
              type="radio"
              name="preset"
              value={id}
              checked={wishes.preset === id}
              className={styles.radio}
              onChange={() => change({ preset: id })}
            />
            <span className={styles.presetName}>{t(`deliver.preset.${id}.name`)}</span>
            <span className={styles.presetText}>{t(`deliver.preset.${id}.text`)}</span>
          </label>
        ))}
      </div>
      <Export wishes={wishes} onRange={(range) => change({ range })} />
      <Deliveries />
    </Panel>
  );
}

function Deliveries() {
  const studio = useStudio();
  const { t } = useTranslation();
  const jobs = useStore(studio.jobs, (state) => state.jobs);
  const deliveries = [...jobs.values()].filter(({ kind }) => kind === 'deliver').reverse();
  if (deliveries.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('deliver.list')}>
      {deliveries.map((job) => (
        <Delivery key={job.id} job={job} />
      ))}
    </ul>
  );
}

function Delivery({ job }: { readonly job: JobSnapshot }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const finished = isFinished(job.state);
  const failed = job.state === 'failed';
  return (
    <li className={styles.delivery}>
      <div className={styles.deliveryHead}>
        <span className={styles.deliveryName}>{job.fileName ?? job.label}</span>
        <span className={styles.facts}>
          {finished
            ? t(`job.state.${job.state}`)
            : t('deliver.percent', { percent: Math.round(job.progress * 100) })}
        </span>
      </div>
      <ProgressBar
        value={job.state === 'done' ? 1 : job.progress}
        name={t('job.progressOf', { name: job.label })}
        tone={job.state === 'done' ? 'done' : failed ? 'failed' : 'plain'}
      />
      {job.error === undefined ? null : (
        <p className={styles.error} data-selectable>
          {job.error.message} {job.error.hint ?? ''}
        </p>
      )}
      <div className={styles.actions}>
        {job.state === 'done' ? (
          <Button
            data-testid="reveal"
            onClick={() => {
              studio.bridge.call('deliver.reveal', job.id).catch((error: unknown) => studio.report(error));
            }}
          >
            {t('deliver.reveal')}
          </Button>
        ) : null}
        {finished ? null : (
          <Button tone="quiet" onClick={() => cancelJob(studio, job.id)}>
            {t('job.cancel')}
          </Button>
        )}
      </div>
    </li>
  );
}
