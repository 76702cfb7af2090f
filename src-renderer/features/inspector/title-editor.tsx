import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clip } from '../../../src-shared/project/schema.ts';
import type { TitleSource } from '../../../src-shared/project/title.ts';
import { usualColours } from '../../../src-shared/project/usual-colours.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { ColourField } from '../../ui/colour-field.tsx';
import field from '../../ui/field.module.css';
import { Segmented } from '../../ui/segmented.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import { editClips, previewClips } from './clip-edit.ts';
import { Section } from './section.tsx';
import styles from './inspector.module.css';

const fonts = ['Inter', 'JetBrains Mono'] as const;
const longestName = 40;

/** The text of a title and how it looks. What is typed shows at once and is kept when the field is left. */
export function TitleEditor({ clip, source }: { readonly clip: Clip; readonly source: TitleSource }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(source.text);
  const edit = { studio, ids: [clip.id], label: 'edit.label.title' } as const;

  function changed(change: Partial<TitleSource>): (one: Clip) => Clip {
    return (one) => {
      if (one.source.kind !== 'title') return one;
      const next = { ...one.source, ...change };
      const name = next.text.split('\n')[0]?.trim().slice(0, longestName) ?? '';
      return { ...one, source: next, name: name === '' ? one.name : name };
    };
  }
  return (
    <Section title={t('inspector.titleClip.text')}>
      <label className={field.label} htmlFor={id}>
        {t('inspector.titleClip.words')}
      </label>
      <textarea
        id={id}
        className={styles.titleText}
        value={text}
        rows={3}
        maxLength={5000}
        onChange={(event) => {
          setText(event.target.value);
          previewClips(edit, changed({ text: event.target.value }));
        }}
        onBlur={() => {
          if (text !== source.text) editClips(edit, changed({ text }));
          else studio.draft.setState({ timeline: null });
        }}
      />
      <SelectField
        label={t('inspector.titleClip.font')}
        value={source.font === 'JetBrains Mono' ? 'JetBrains Mono' : 'Inter'}
        options={fonts.map((value) => ({ value, label: value }))}
        onChange={(font) => editClips(edit, changed({ font }))}
      />
      <ValueField
        label={t('inspector.titleClip.size')}
        value={source.size * 100}
        min={0.5}
        max={200}
        step={0.5}
        unit="%"
        onPreview={(value) => previewClips(edit, changed({ size: value / 100 }))}
        onCommit={(value) => editClips(edit, changed({ size: value / 100 }))}
      />
      {(['x', 'y'] as const).map((axis) => (
        <ValueField
          key={axis}
          label={t(`inspector.titleClip.${axis}`)}
          value={source.position[axis] * 100}
          min={-1000}
          max={1000}
          step={1}
          unit="%"
          onPreview={(value) =>
            previewClips(edit, changed({ position: { ...source.position, [axis]: value / 100 } }))
          }
          onCommit={(value) =>
            editClips(edit, changed({ position: { ...source.position, [axis]: value / 100 } }))
          }
        />
      ))}
      <Segmented
        name={t('inspector.titleClip.align')}
        value={source.align}
        segments={(['left', 'centre', 'right'] as const).map((value) => ({
          value,
          label: t(`inspector.titleClip.aligns.${value}`),
        }))}
        onChange={(align) => editClips(edit, changed({ align }))}
      />
      <ColourField
        label={t('inspector.titleClip.colour')}
        value={source.colour}
        onChange={(colour) => editClips(edit, changed({ colour }))}
      />
      <SelectField
        label={t('inspector.titleClip.ground')}
        value={source.background === undefined ? 'none' : 'box'}
        options={(['none', 'box'] as const).map((value) => ({
          value,
          label: t(`inspector.titleClip.grounds.${value}`),
        }))}
        onChange={(value) =>
          editClips(edit, changed({ background: value === 'none' ? undefined : usualColours.titleGround }))
        }
      />
    </Section>
  );
}
