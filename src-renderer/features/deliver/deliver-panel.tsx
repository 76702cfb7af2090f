import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { rateName } from '../../../src-shared/time/project-rate.ts';
import { endOf, timelineEnd } from '../../../src-shared/timeline/clips.ts';
import { markedRange } from '../../../src-shared/timeline/frame-range.ts';
import { Panel } from '../../app/panel.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { recall, remember } from '../../editor/remembered.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { exportTimeline } from './deliver.ts';
import { presets } from './presets.ts';
import { ranges, wishesSchema, type Wishes } from './wishes.ts';
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

interface ExportProps {
  readonly wishes: Wishes;
  readonly onRange: (range: Wishes['range']) => void;
}

function Export({ wishes, onRange }: ExportProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const document = useStore(studio.project, (state) => state.project?.document);
  if (document === undefined) return null;
  const { settings, timeline } = document;
  const end = timelineEnd(timeline);
  const all = { from: 0, to: end };
  const marked = markedRange(timeline);
  const isAll = wishes.range === 'all';
  const range = isAll ? all : marked;
  const unfinished = timeline.tracks
    .flatMap(({ clips }) => clips)
    .filter((clip) => range !== undefined && clip.start < range.to && endOf(clip) > range.from)
    .filter((clip) => clip.source.kind !== 'title' && contentOf(document, clip).kind !== 'media').length;
  const reason = end === 0 ? 'reason.emptyTimeline' : range === undefined ? 'reason.noMarks' : null;
  return (
    <div className={styles.export}>
      <Segmented
        name={t('deliver.range.name')}
        value={wishes.range}
        segments={ranges.map((value) => ({ value, label: t(`deliver.range.${value}`) }))}
        onChange={onRange}
      />
      <p className={styles.facts}>
        {t('deliver.facts', {
          width: settings.width,
          height: settings.height,
          rate: rateName(settings.rate),
          length: timecodeText(range === undefined ? 0 : range.to - range.from, settings.rate),
        })}
      </p>
      {unfinished > 0 ? (
        <p className={styles.warning}>{t('deliver.unfinished', { count: unfinished })}</p>
      ) : null}
      <Button
        tone="primary"
        wide
        aria-disabled={reason === null ? undefined : true}
        data-testid="export"
        onClick={() => {
          if (reason === null) exportTimeline(studio, wishes).catch((error: unknown) => studio.report(error));
        }}
      >
        {t(isAll ? 'deliver.export' : 'deliver.exportMarked')}
      </Button>
      {reason === null ? null : <p className={styles.facts}>{t(reason)}</p>}
    </div>
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
