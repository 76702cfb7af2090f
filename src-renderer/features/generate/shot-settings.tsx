import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { aspectSchema, requestLimits, type Aspect } from '../../../src-shared/generation/request.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import field from '../../ui/field.module.css';
import { projectAspect, ratioOf } from './aspect.ts';
import styles from './prompt.module.css';

const aspectIcon = 11;

function AspectDrawing({ aspect }: { readonly aspect: Aspect }) {
  const ratio = ratioOf(aspect);
  const width = ratio >= 1 ? aspectIcon : aspectIcon * ratio;
  return (
    <span
      className={styles.aspect}
      style={{ width, height: ratio >= 1 ? aspectIcon / ratio : aspectIcon }}
      aria-hidden="true"
    />
  );
}

export function ShotSettings() {
  const { prompt: store, project } = useStudio();
  const { t } = useTranslation();
  const seconds = useStore(store, (state) => state.seconds);
  const chosen = useStore(store, (state) => state.aspect);
  const quality = useStore(store, (state) => state.quality);
  const settings = useStore(project, (state) => state.project?.document.settings);
  const offered = useChosenPack()?.aspects;
  const aspects = (offered ?? []).flatMap((name) => {
    const parsed = aspectSchema.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
  const aspect = chosen ?? (settings === undefined ? null : projectAspect(settings));
  return (
    <>
      <div className={styles.row}>
        <NumberField
          label={t('generate.seconds')}
          value={seconds}
          onChange={(value) => store.setState({ seconds: value })}
          min={requestLimits.seconds.min}
          max={requestLimits.seconds.max}
          step={0.5}
          unit={t('unit.seconds')}
        />
        <div className={field.field}>
          <span className={field.label}>{t('generate.quality')}</span>
          <Segmented
            name={t('generate.quality')}
            value={quality}
            segments={[
              { value: 'draft', label: t('generate.draft') },
              { value: 'final', label: t('generate.final') },
            ]}
            onChange={(value) => store.setState({ quality: value })}
          />
        </div>
      </div>
      {aspects.length > 0 ? (
        <div className={field.field}>
          <span className={field.label}>{t('generate.aspect')}</span>
          <Segmented
            name={t('generate.aspect')}
            value={aspect}
            segments={aspects.map((value) => ({
              value,
              name: value,
              label: (
                <>
                  <AspectDrawing aspect={value} />
                  {value}
                </>
              ),
            }))}
            onChange={(value) => store.setState({ aspect: value })}
          />
        </div>
      ) : null}
    </>
  );
}
