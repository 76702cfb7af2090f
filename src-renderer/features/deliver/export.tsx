import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { rateName } from '../../../src-shared/time/project-rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { lookForMissing } from '../../editor/actions/library.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { exportTimeline } from './deliver.ts';
import { planOf, type WhyNot } from './why-not.ts';
import { ranges, type Wishes } from './wishes.ts';
import styles from './deliver.module.css';

export interface ExportProps {
  readonly wishes: Wishes;
  readonly onRange: (range: Wishes['range']) => void;
}

/** What of the timeline is delivered, and the button that starts it or says why it can't. */
export function Export({ wishes, onRange }: ExportProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const document = useStore(studio.project, (state) => state.project?.document);
  const offline = useStore(studio.facts, (state) => state.offline);
  const whyId = useId();
  // Files come and go behind the window’s back.
  useEffect(() => void lookForMissing(studio).catch((error: unknown) => studio.report(error)), [studio]);
  if (document === undefined) return null;
  const { settings } = document;
  // A file that was changed is delivered as it is.
  const gone = new Set([...offline].flatMap(([id, reason]) => (reason === 'missing' ? [id] : [])));
  const { delivery, whyNot } = planOf(document, wishes, gone);
  const words = (why: WhyNot): string =>
    why.kind === 'lacking'
      ? t(`deliver.lack.${why.lack}`, { count: why.count, name: why.name })
      : t(why.kind === 'emptyRange' ? 'deliver.emptyRange' : `reason.${why.kind}`);
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
          length: timecodeText(delivery === null ? 0 : delivery.to - delivery.from, settings.rate),
        })}
      </p>
      <Button
        tone="primary"
        wide
        aria-disabled={whyNot.length === 0 ? undefined : true}
        aria-describedby={whyNot.length === 0 ? undefined : whyId}
        data-testid="export"
        onClick={() => {
          const act = whyNot.length === 0 ? exportTimeline(studio, wishes) : lookForMissing(studio);
          act.catch((error: unknown) => studio.report(error));
        }}
      >
        {t(wishes.range === 'all' ? 'deliver.export' : 'deliver.exportMarked')}
      </Button>
      {whyNot.length === 0 ? null : (
        <div id={whyId} className={styles.reasons}>
          {whyNot.map((why) => (
            <p
              key={why.kind === 'lacking' ? why.lack : why.kind}
              className={why.kind === 'lacking' ? styles.warning : styles.facts}
            >
              {words(why)}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
