import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { Segmented } from '../../ui/segmented.tsx';
import field from '../../ui/field.module.css';
import { chosenClips } from '../operations/selected.ts';
import { reframedOf } from './framing.ts';

/** How pictures of another shape are laid into the frame. It shows where that happens, and says to which of them. */
export function FramingChoice() {
  const studio = useStudio();
  const { t } = useTranslation();
  const fit = useStore(studio.prompt, (state) => state.fit);
  const condition = useStore(studio.prompt, (state) => state.condition);
  const aspect = useStore(studio.prompt, (state) => state.aspect);
  const document = useStore(studio.project, (state) => state.project?.document);
  useStore(studio.selection, (state) => state.clips);
  const pack = useChosenPack();
  if (document === undefined) return null;
  const selected = chosenClips(studio).flatMap(({ clip }) => {
    const content = contentOf(document, clip);
    return content.kind === 'media' ? [content.media] : [];
  });
  const [first, ...others] = reframedOf({ condition, aspect }, document, pack, selected);
  if (first === undefined) return null;
  const name = first.kind === 'model' ? t('generate.framing.model') : first.name;
  const what = others.length === 0 ? name : t('generate.framing.more', { name, count: others.length });
  return (
    <div className={field.field}>
      <span className={field.label}>{t('generate.framing.title')}</span>
      <Segmented
        name={t('generate.framing.title')}
        value={fit}
        segments={[
          { value: 'cover', label: t('generate.framing.crop') },
          { value: 'contain', label: t('generate.framing.pad') },
          {
            value: 'extend',
            label: t('generate.framing.extend'),
            reason: t('generate.framing.extendReason'),
          },
        ]}
        onChange={(value) => {
          if (value !== 'extend') studio.prompt.setState({ fit: value });
        }}
      />
      <span className={field.hint}>
        {t(fit === 'cover' ? 'generate.framing.cropHint' : 'generate.framing.padHint', { what })}
      </span>
    </div>
  );
}
