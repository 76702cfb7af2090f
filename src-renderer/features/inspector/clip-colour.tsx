import { useTranslation } from 'react-i18next';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { ClipId, MediaId } from '../../../src-shared/lib/ids.ts';
import type { Colour } from '../../../src-shared/project/clip-look.ts';
import type { Clip, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import { editClips, previewClips } from './clip-edit.ts';
import { Section } from './section.tsx';
import styles from './inspector.module.css';

const controls = [
  { field: 'exposure', factor: 1, min: -5, max: 5, step: 0.1, unit: 'EV', decimals: 2 },
  { field: 'contrast', factor: 100, min: -100, max: 100, step: 1, unit: '%', decimals: 0 },
  { field: 'saturation', factor: 100, min: -100, max: 100, step: 1, unit: '%', decimals: 0 },
  { field: 'temperature', factor: 100, min: -100, max: 100, step: 1, unit: '%', decimals: 0 },
] as const;

/** Without what changes nothing, and no grade at all where nothing is left. */
function withColour({ colour, ...rest }: Clip, change: Partial<Colour>): Clip {
  const made = Object.entries({ ...colour, ...change }).filter(
    ([, value]) => value !== 0 && value !== undefined,
  );
  return made.length === 0 ? rest : { ...rest, colour: Object.fromEntries(made) };
}

/** A simple grade. */
export function ClipColour({
  document,
  clip,
  ids,
}: {
  readonly document: ProjectDocument;
  readonly clip: Clip;
  readonly ids: readonly ClipId[];
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const edit = { studio, ids, label: 'edit.label.colour' } as const;
  const tables = Object.values(document.media).filter(({ kind }) => kind === 'lut');
  return (
    <Section title={t('inspector.colour')} closed>
      {controls.map(({ field, factor, ...look }) => (
        <ValueField
          key={field}
          {...look}
          label={t(`inspector.grade.${field}`)}
          value={(clip.colour?.[field] ?? 0) * factor}
          onPreview={(value) => previewClips(edit, (one) => withColour(one, { [field]: value / factor }))}
          onCommit={(value) => editClips(edit, (one) => withColour(one, { [field]: value / factor }))}
        />
      ))}
      {tables.length === 0 ? (
        <p className={styles.reason}>{t('inspector.grade.noTables')}</p>
      ) : (
        <SelectField
          label={t('inspector.grade.lut')}
          value={String(clip.colour?.lut ?? 'none')}
          options={[
            { value: 'none', label: t('inspector.grade.noLut') },
            ...tables.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={(id) =>
            editClips(edit, (one) =>
              withColour(one, { lut: id === 'none' ? undefined : branded<MediaId>(id) }),
            )
          }
        />
      )}
    </Section>
  );
}
