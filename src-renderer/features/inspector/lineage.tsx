import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Media, ProjectDocument } from '../../../src-shared/project/schema.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { selectOnly } from '../../editor/stores/selection-store.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import type { MessageKey } from '../../i18n/i18n.ts';
import styles from './inspector.module.css';

/** So many places are named; the rest is counted. */
const mostNamed = 8;

/** Where a file is used, what it was made from, and what was made from it. */
export function Lineage({ media }: { readonly media: Media }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const document = useStore(studio.project, (state) => state.project?.document);
  if (document === undefined) return null;
  const uses = usesOf(document, media);
  const parents = parentsOf(media).flatMap((id) => document.media[id] ?? []);
  const children = Object.values(document.media).filter((other) => parentsOf(other).includes(media.id));
  const choose = (other: Media): void => studio.selection.setState({ clips: new Set(), media: other.id });
  return (
    <>
      {uses.length === 0 ? null : (
        <div className={styles.nested}>
          <h4 className={styles.label}>{t('inspector.usedIn', { count: uses.length })}</h4>
          <div className={styles.lineage}>
            {uses.slice(0, mostNamed).map((clip) => (
              <Button
                key={clip.id}
                onClick={() => {
                  studio.transport.seek(clip.start);
                  selectOnly(studio.selection, clip.id);
                }}
              >
                {timecodeText(clip.start, document.settings.rate)}
              </Button>
            ))}
          </div>
        </div>
      )}
      {parents.length === 0 ? null : (
        <div className={styles.nested}>
          <h4 className={styles.label}>{t(madeHow(media))}</h4>
          <div className={styles.lineage}>
            {parents.map((parent) => (
              <Button key={parent.id} onClick={() => choose(parent)}>
                {parent.name}
              </Button>
            ))}
          </div>
        </div>
      )}
      {children.length === 0 ? null : (
        <div className={styles.nested}>
          <h4 className={styles.label}>{t('inspector.madeOfIt')}</h4>
          <div className={styles.lineage}>
            {children.map((child) => (
              <Button key={child.id} onClick={() => choose(child)}>
                {child.name}
              </Button>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

/** What the parents were to it: what it goes on from, lies between, was made anew from. */
function madeHow({ provenance }: Media): MessageKey {
  return provenance.origin === 'generated'
    ? `inspector.from.${provenance.recipe.operation}`
    : 'inspector.from.generate';
}

function parentsOf({ provenance }: Media): readonly Media['id'][] {
  return provenance.origin === 'generated'
    ? [...new Set(provenance.recipe.parents.map(({ mediaId }) => mediaId))]
    : [];
}

function usesOf(document: ProjectDocument, media: Media) {
  return document.timeline.tracks.flatMap(({ clips }) =>
    clips.filter(({ source }) => {
      if (source.kind === 'title') return false;
      return (source.kind === 'media' ? source.mediaId : document.results[source.jobId]) === media.id;
    }),
  );
}
