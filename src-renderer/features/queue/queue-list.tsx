import { useMemo, useRef, useState, type UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { useElementSize } from '../../ui/use-element-size.ts';
import { placeOf } from './queue-order.ts';
import { hasErrorLines, QueueRow } from './queue-row.tsx';
import { planRows, rowsSeen } from './row-window.ts';
import styles from './queue.module.css';

/** Heights of rows in rem: rows of one kind are all alike, so that none has to be measured. */
const rowRem = { plain: 3.375, withError: 5.25 } as const;

/** Where no style says what a rem is. */
const usualRem = 16;

function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || usualRem;
}

/** All jobs; of hundreds only those that are seen have elements. */
export function QueueList({ list }: { readonly list: readonly JobSnapshot[] }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  const { height } = useElementSize(ref);
  const [scrolled, setScrolled] = useState(0);
  const [dragged, setDragged] = useState<JobId | null>(null);
  const plan = useMemo(() => {
    const rem = remPixels();
    return planRows(list.map((job) => rem * (hasErrorLines(job) ? rowRem.withError : rowRem.plain)));
  }, [list]);
  const [first, end] = rowsSeen(plan, scrolled, height);
  return (
    <div
      ref={ref}
      className={styles.list}
      style={{ height: `min(60vh, ${plan.height + 8}px)` }}
      onScroll={(event: UIEvent<HTMLDivElement>) => setScrolled(event.currentTarget.scrollTop)}
    >
      <ul className={styles.rows} style={{ height: plan.height }} aria-label={t('queue.title')}>
        {list.map((job, index) =>
          // What is dragged keeps its element, however far away it was taken from.
          (index >= first && index < end) || job.id === dragged ? (
            <QueueRow
              key={job.id}
              job={job}
              top={plan.tops[index] ?? 0}
              number={index + 1}
              total={list.length}
              place={job.state === 'queued' ? placeOf(list, job) : undefined}
              onDragged={setDragged}
            />
          ) : null,
        )}
      </ul>
    </div>
  );
}
