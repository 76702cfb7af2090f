import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { PackDetails, PackEntry, PackSurvey } from '../../../src-shared/ipc/packs.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { byteWords } from '../../ui/byte-words.ts';
import { choosePack } from './pack-actions.ts';
import { OperationList } from './operation-list.tsx';
import { PackState } from './pack-state.tsx';
import { PageText } from './page-text.tsx';
import { PageHead } from './page-head.tsx';
import { RemoveButton } from './remove-button.tsx';
import styles from './packs.module.css';

interface DetailsProps {
  readonly id: string;
  /** Absent while they are read. */
  readonly details: PackDetails | undefined;
}

/** All there is to know of one model. */
export function PackDetailsPage({ id, details }: DetailsProps) {
  const studio = useStudio();
  const { t } = useTranslation();
  const survey = useStore(studio.packs, (state) => state.survey);
  const pack = survey?.packs.find((each) => each.id === id);
  if (survey === undefined || pack === undefined) {
    return (
      <PageHead title={id} version="">
        <p className={styles.text}>{t('packs.gone')}</p>
      </PageHead>
    );
  }
  return (
    <>
      <PageHead title={pack.name} version={pack.version}>
        <p className={styles.text}>{pack.description}</p>
      </PageHead>
      <div className={styles.body} role="region" aria-label={t('packs.detailsOf', pack)}>
        <Facts pack={pack} machine={survey.machine} details={details} />
        {details === undefined ? null : <Sections pack={pack} details={details} />}
      </div>
      <div className={styles.foot}>
        <div className={styles.location}>
          {pack.origin === 'embedded' ? (
            <span>{t('packs.embedded')}</span>
          ) : (
            <RemoveButton id={id} name={pack.name} />
          )}
        </div>
        <Button
          aria-disabled={pack.state === 'checking' ? true : undefined}
          onClick={() => {
            studio.bridge.call('packs.verify', id).catch((error: unknown) => studio.report(error));
          }}
        >
          {t('packs.verify')}
        </Button>
        <Button
          tone="primary"
          onClick={() => {
            choosePack(studio, id);
            studio.view.setState({ packsOpen: false });
            studio.packs.setState({ page: { kind: 'list' } });
          }}
        >
          {t('packs.use')}
        </Button>
      </div>
    </>
  );
}

interface FactsProps extends DetailsOf {
  readonly machine: PackSurvey['machine'];
}

interface DetailsOf {
  readonly pack: PackEntry;
  readonly details: PackDetails | undefined;
}

function Facts({ pack, machine, details }: FactsProps) {
  const { t } = useTranslation();
  const { licence, bytes, memory, problem } = pack;
  const rate = details === undefined ? 0 : details.rate.num / details.rate.den;
  return (
    <dl className={styles.grid}>
      <dt>{t('packs.fact.files')}</dt>
      <dd>
        <PackState pack={pack} machine={machine} />
        {problem === undefined ? null : (
          <span className={styles.bad}>
            {problem.message} {problem.hint}
          </span>
        )}
      </dd>
      <dt>{t('packs.fact.disk')}</dt>
      <dd>{byteWords(bytes)}</dd>
      <dt>{t('packs.fact.memory')}</dt>
      <dd>
        {t('packs.memoryLong', {
          least: byteWords(memory.least),
          full: byteWords(memory.full),
          present: byteWords(machine.memoryBytes),
        })}
        {machine.card === null || machine.card.shared
          ? null
          : ` ${t('packs.memoryCard', {
              needed: byteWords(memory.onCard),
              name: machine.card.name,
              present: byteWords(machine.card.bytes),
            })}`}
      </dd>
      {details === undefined ? null : (
        <>
          <dt>{t('packs.fact.window')}</dt>
          <dd>
            {t('packs.window', {
              frames: details.window,
              seconds: (details.window / rate).toFixed(1),
              rate: rate.toFixed(rate % 1 === 0 ? 0 : 2),
            })}
          </dd>
          <dt>{t('packs.fact.sizes')}</dt>
          <dd>
            {details.sizes.map(({ aspect, width, height }) => `${aspect} ${width} × ${height}`).join(', ')}
          </dd>
        </>
      )}
      <dt>{t('packs.fact.licence')}</dt>
      <dd>
        {licence}
        {details?.accepted === true ? ` (${t('packs.accepted')})` : ''}
      </dd>
    </dl>
  );
}

function Sections({ pack, details }: { readonly pack: PackEntry; readonly details: PackDetails }) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className={styles.section}>{t('packs.section.can')}</h3>
      <OperationList operations={details.operations} />
      {details.card === null ? null : (
        <details className={styles.fold}>
          <summary>{t('packs.section.card')}</summary>
          <PageText label={t('packs.section.card')} text={details.card} />
        </details>
      )}
      {details.licenceText === null ? null : (
        <details className={styles.fold}>
          <summary>{t('packs.section.licence', { licence: pack.licence })}</summary>
          <PageText label={t('packs.fact.licence')} text={details.licenceText} />
        </details>
      )}
      <details className={styles.fold}>
        <summary>{t('packs.section.memory')}</summary>
        <ul className={styles.files}>
          {details.stages.map(({ name, bytes }) => (
            <li key={name}>
              <span>{t(`packs.stage.${name}`)}</span>
              <span>{byteWords(bytes)}</span>
            </li>
          ))}
        </ul>
      </details>
      <details className={styles.fold}>
        <summary>{t('packs.section.files', { count: details.files.length })}</summary>
        <ul className={styles.files}>
          {details.files.map(({ name, bytes }) => (
            <li key={name}>
              <span>{name}</span>
              <span>{byteWords(bytes)}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
