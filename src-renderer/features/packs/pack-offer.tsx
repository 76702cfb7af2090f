import { TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { PackOffer } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import { Location } from './location.tsx';
import { OperationList } from './operation-list.tsx';
import { install } from './pack-actions.ts';
import { PageText } from './page-text.tsx';
import { PageHead } from './page-head.tsx';
import styles from './packs.module.css';

/** A model before it is brought: what it takes, what it can do, and under which licence. */
export function PackOfferPage({ offer }: { readonly offer: PackOffer }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const note = useId();
  const machine = useStore(studio.packs, (state) => state.survey?.machine);
  const [accepted, setAccepted] = useState(false);
  const { name, version, description, licence, licenceText, mustAccept, memory } = offer;
  const isShort = machine !== undefined && memory.least > machine.memoryBytes;
  const reason = offer.installed
    ? t('packs.offer.installed')
    : offer.enoughDisk
      ? mustAccept && !accepted
        ? t('packs.offer.accept')
        : null
      : t('packs.offer.disk', { needed: byteWords(offer.bytesToBring) });
  return (
    <>
      <PageHead title={name} version={version}>
        <p className={styles.text}>{description}</p>
      </PageHead>
      <div className={styles.body} role="region" aria-label={t('packs.detailsOf', { name })}>
        <dl className={styles.grid}>
          <dt>{t('packs.fact.bring')}</dt>
          <dd>
            {offer.bytesToBring === offer.bytes
              ? byteWords(offer.bytes)
              : t('packs.offer.rest', {
                  rest: byteWords(offer.bytesToBring),
                  all: byteWords(offer.bytes),
                })}
          </dd>
          <dt>{t('packs.fact.to')}</dt>
          <dd>
            <Location location={offer.location} />
          </dd>
          <dt>{t('packs.fact.memory')}</dt>
          <dd className={isShort ? styles.warn : undefined}>
            {machine === undefined
              ? byteWords(memory.full)
              : t('packs.memoryLong', {
                  least: byteWords(memory.least),
                  full: byteWords(memory.full),
                  present: byteWords(machine.memoryBytes),
                })}
            {isShort ? ` ${t('packs.offer.short')}` : null}
          </dd>
          <dt>{t('packs.fact.licence')}</dt>
          <dd>{licence}</dd>
        </dl>
        {licenceText === null ? null : (
          <PageText label={t('packs.section.licence', { licence })} text={licenceText} />
        )}
        {mustAccept ? (
          <label className={styles.accept}>
            <input
              type="checkbox"
              checked={accepted}
              onChange={(event) => setAccepted(event.target.checked)}
            />
            {t('packs.offer.iAccept')}
          </label>
        ) : null}
        <h3 className={styles.section}>{t('packs.section.can')}</h3>
        <OperationList operations={offer.operations} />
      </div>
      <div className={styles.foot}>
        <span id={note} className={styles.location}>
          {reason === null ? null : (
            <>
              <TriangleAlert size={13} strokeWidth={2} aria-hidden />
              {reason}
            </>
          )}
        </span>
        <Button onClick={() => studio.packs.setState({ page: { kind: 'list' } })}>
          {t('packs.offer.cancel')}
        </Button>
        <Button
          tone="primary"
          aria-disabled={reason === null ? undefined : true}
          aria-describedby={note}
          onClick={() => {
            if (reason !== null) return;
            install(studio, offer.offer, accepted).catch((error: unknown) => studio.report(error));
          }}
        >
          {t('packs.offer.install')}
        </Button>
      </div>
    </>
  );
}
