import { useTranslation } from 'react-i18next';
import type { ClipId } from '../../../src-shared/lib/ids.ts';
import { blendModes } from '../../../src-shared/project/clip-look.ts';
import { labelColours, type LabelColour } from '../../../src-shared/project/labels.ts';
import type { Clip, ProjectDocument, Track } from '../../../src-shared/project/schema.ts';
import { frames } from '../../../src-shared/time/rate.ts';
import { takesOf } from '../../../src-shared/timeline/takes.ts';
import { CommandButton } from '../../app/command-button.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { setSpeedSelected } from '../../editor/actions/clips.ts';
import { useStore } from 'zustand';
import { ChevronLeft, ChevronRight, SquareSplitHorizontal } from 'lucide-react';
import { SelectField } from '../../ui/select-field.tsx';
import { ValueField } from '../../ui/value-field.tsx';
import { AnimatedRow } from './animated-row.tsx';
import { ClipColour } from './clip-colour.tsx';
import { editClips, previewClips } from './clip-edit.ts';
import { Section } from './section.tsx';
import { TitleEditor } from './title-editor.tsx';
import styles from './inspector.module.css';

export interface ClipInspectorProps {
  readonly document: ProjectDocument;
  readonly clip: Clip;
  readonly track: Track;
  /** Everything that is selected; what is set here is set on all of them. */
  readonly ids: readonly ClipId[];
}

/** What can be set on clips, at the playhead where it changes in their course. */
export function ClipInspector({ document, clip, track, ids }: ClipInspectorProps) {
  const { t } = useTranslation();
  const isPicture = track.kind === 'video';
  const row = (field: Parameters<typeof AnimatedRow>[0]['field']) => (
    <AnimatedRow key={field} clip={clip} ids={ids} field={field} />
  );
  return (
    <>
      {clip.source.kind === 'title' ? <TitleEditor key={clip.id} clip={clip} source={clip.source} /> : null}
      {takesOf(clip).sources.length > 1 ? <Takes clip={clip} /> : null}
      {isPicture ? (
        <>
          <Section title={t('inspector.transform')}>
            {(['x', 'y', 'scale', 'rotation', 'opacity'] as const).map(row)}
            <BlendRow clip={clip} ids={ids} />
          </Section>
          <Section title={t('inspector.crop')} closed>
            {(['cropLeft', 'cropTop', 'cropRight', 'cropBottom'] as const).map(row)}
          </Section>
        </>
      ) : null}
      {isPicture && clip.source.kind !== 'title' ? (
        <ClipColour document={document} clip={clip} ids={ids} />
      ) : null}
      {clip.source.kind === 'title' ? null : (
        // Of a sound clip it is the first thing, whatever was folded away on a picture.
        <Section key={track.kind} title={t('inspector.sound')} closed={isPicture}>
          {(['volume', 'pan'] as const).map(row)}
        </Section>
      )}
      <Section title={t('inspector.time')} closed>
        <Fades clip={clip} ids={ids} />
        {clip.source.kind === 'title' ? null : <SpeedRow clip={clip} />}
        <LabelRow clip={clip} ids={ids} />
      </Section>
    </>
  );
}

function BlendRow({ clip, ids }: { readonly clip: Clip; readonly ids: readonly ClipId[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  return (
    <div className={styles.plain}>
      <SelectField
        label={t('inspector.blend')}
        value={clip.blend ?? 'normal'}
        options={blendModes.map((mode) => ({ value: mode, label: t(`inspector.blends.${mode}`) }))}
        onChange={(blend) =>
          editClips({ studio, ids, label: 'edit.label.blend' }, (one) => {
            const { blend: _, ...rest } = one;
            return blend === 'normal' ? rest : { ...rest, blend };
          })
        }
      />
    </div>
  );
}

function Fades({ clip, ids }: { readonly clip: Clip; readonly ids: readonly ClipId[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const edit = { studio, ids, label: 'edit.label.fade' } as const;
  return (['fadeIn', 'fadeOut'] as const).map((field) => {
    const other = clip[field === 'fadeIn' ? 'fadeOut' : 'fadeIn'] ?? 0;
    return (
      <ValueField
        key={field}
        label={t(`inspector.${field}`)}
        value={clip[field] ?? 0}
        min={0}
        max={Math.max(0, clip.length - other)}
        step={1}
        unit={t('inspector.framesUnit')}
        decimals={0}
        onPreview={(value) => previewClips(edit, (one) => ({ ...one, [field]: frames(value) }))}
        onCommit={(value) => editClips(edit, (one) => ({ ...one, [field]: frames(value) }))}
      />
    );
  });
}

function SpeedRow({ clip }: { readonly clip: Clip }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const speed = ((clip.speed?.num ?? 1) / (clip.speed?.den ?? 1)) * 100;
  return (
    <ValueField
      label={t(clip.reverse === true ? 'inspector.speedReverse' : 'inspector.speed')}
      value={speed}
      min={1}
      max={10_000}
      step={5}
      unit="%"
      decimals={1}
      onCommit={(percent) => setSpeedSelected(studio, percent)}
    />
  );
}

function LabelRow({ clip, ids }: { readonly clip: Clip; readonly ids: readonly ClipId[] }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const options: readonly (LabelColour | 'none')[] = ['none', ...labelColours];
  return (
    <SelectField
      label={t('inspector.label')}
      value={clip.label ?? 'none'}
      options={options.map((value) => ({ value, label: t(`labelColour.${value}`) }))}
      onChange={(label) =>
        editClips({ studio, ids, label: 'edit.label.label' }, (one) => {
          const { label: _, ...rest } = one;
          return label === 'none' ? rest : { ...rest, label };
        })
      }
    />
  );
}

function Takes({ clip }: { readonly clip: Clip }) {
  const { view } = useStudio();
  const { t } = useTranslation();
  const comparing = useStore(view, (state) => state.comparingTakes);
  const { sources, current } = takesOf(clip);
  return (
    <div className={styles.takes}>
      <span>{t('inspector.takeOf', { take: current + 1, takes: sources.length })}</span>
      <CommandButton command="clip.previousTake">
        <ChevronLeft size={16} strokeWidth={1.5} />
      </CommandButton>
      <CommandButton command="clip.nextTake">
        <ChevronRight size={16} strokeWidth={1.5} />
      </CommandButton>
      <CommandButton command="clip.compareTakes" pressed={comparing}>
        <SquareSplitHorizontal size={16} strokeWidth={1.5} />
      </CommandButton>
    </div>
  );
}
