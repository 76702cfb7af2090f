import { ContextMenu } from '@base-ui/react/context-menu';
import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { AudioLines, Film, ImageIcon, Sparkle, SwatchBook, Unlink } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Bin, Media } from '../../../src-shared/project/schema.ts';
import { mediaSeconds } from '../../../src-shared/project/sources.ts';
import { CommandMenuItem } from '../../app/command-menu-item.tsx';
import { CommandSubmenu } from '../../app/command-submenu.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { selectMedia } from '../../editor/stores/selection-store.ts';
import { addToTimeline } from '../../editor/actions/place.ts';
import { secondsText } from '../../editor/duration-text.ts';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { labelStyle } from '../timeline/label-style.ts';
import { MediaMenu } from './media-menu.tsx';
import { libraryDragData } from './drop-payload.ts';
import { Thumbnail } from './thumbnail.tsx';
import styles from './library.module.css';

const icon = { size: 11, strokeWidth: 2 } as const;

function KindIcon({ media }: { readonly media: Media }) {
  if (media.provenance.origin === 'generated') return <Sparkle {...icon} className={styles.made} />;
  if (media.kind === 'image') return <ImageIcon {...icon} />;
  if (media.kind === 'lut') return <SwatchBook {...icon} />;
  return media.kind === 'audio' ? <AudioLines {...icon} /> : <Film {...icon} />;
}

/** One file of the library: drag it to the timeline or the prompt, double-click or Enter adds it at the playhead. */
export function LibraryItem({
  media,
  asList,
  bins,
}: {
  readonly media: Media;
  readonly asList: boolean;
  readonly bins: readonly Bin[];
}) {
  const studio = useStudio();
  const { t } = useTranslation();
  const ref = useRef<HTMLButtonElement>(null);
  const selected = useStore(studio.selection, (state) => state.media === media.id);
  const [hovered, setHovered] = useState(false);

  useEffect(() => {
    if (ref.current === null) return undefined;
    return draggable({ element: ref.current, getInitialData: () => libraryDragData(media) });
  }, [media]);

  const missing = useStore(studio.facts, ({ offline }) => offline.get(media.id));
  const kind = media.provenance.origin === 'generated' ? 'generated' : media.kind;
  const stars = media.rating ?? 0;
  const choose = (): void => selectMedia(studio.selection, media.id);
  const seconds = mediaSeconds(media);
  return (
    <li>
      <ContextMenu.Root>
        <ContextMenu.Trigger
          render={
            <button
              ref={ref}
              type="button"
              className={classNames(asList ? styles.row : styles.item, selected && styles.selected)}
              aria-label={t(
                missing === undefined
                  ? stars === 0
                    ? 'library.itemName'
                    : 'library.itemRated'
                  : 'library.itemMissing',
                {
                  name: media.name,
                  kind: t(`timeline.kind.${kind}`),
                  stars: t('library.stars', { count: stars }),
                },
              )}
              aria-pressed={selected}
              data-media={media.id}
              onClick={choose}
              onPointerEnter={() => setHovered(true)}
              onPointerLeave={() => setHovered(false)}
              onContextMenuCapture={choose}
              onDoubleClick={() => addToTimeline(studio, media.id)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                choose();
                addToTimeline(studio, media.id);
              }}
            />
          }
        >
          <span className={styles.picture}>
            {missing === 'missing' ? (
              <Unlink size={18} strokeWidth={1.5} className={styles.gone} />
            ) : (
              <Thumbnail media={media} playing={hovered && !asList} />
            )}
            {seconds === undefined ? null : (
              <span
                className={styles.length}
                data-text={t('library.seconds', { seconds: secondsText(seconds) })}
              />
            )}
          </span>
          <span className={styles.caption}>
            <KindIcon media={media} />
            {media.label === undefined ? null : (
              <span className={styles.swatch} style={labelStyle(media.label)} />
            )}
            <span className={styles.name}>{media.name}</span>
            {stars === 0 ? null : <span className={styles.rating} data-text={'★'.repeat(stars)} />}
          </span>
        </ContextMenu.Trigger>
        <ContextMenu.Portal>
          <ContextMenu.Positioner className={popup.positioner}>
            <ContextMenu.Popup className={classNames(popup.popup, popup.menu)}>
              <CommandMenuItem command="library.addToTimeline" />
              <CommandMenuItem command="edit.insert" />
              <CommandMenuItem command="edit.overwrite" />
              <CommandMenuItem command="edit.fitToFill" />
              <CommandMenuItem command="source.open" />
              <ContextMenu.Separator className={popup.separator} />
              <MediaMenu media={media} bins={bins} />
              <ContextMenu.Separator className={popup.separator} />
              {media.provenance.origin === 'generated' ? (
                <>
                  <CommandSubmenu
                    label={t('menu.again')}
                    commands={[
                      'library.again.newSeed',
                      'library.again.fourSeeds',
                      'library.again.sameSeed',
                      'library.again.panelWords',
                    ]}
                  />
                  <CommandMenuItem command="library.whatMade" />
                  <CommandMenuItem command="library.useRecipe" />
                  <CommandMenuItem command="library.copyRecipe" />
                  <ContextMenu.Separator className={popup.separator} />
                </>
              ) : null}
              {media.kind === 'image' ? <CommandMenuItem command="generate.useAsFirstFrame" /> : null}
              {media.kind === 'video' ? <CommandMenuItem command="generate.continueFrom" /> : null}
            </ContextMenu.Popup>
          </ContextMenu.Positioner>
        </ContextMenu.Portal>
      </ContextMenu.Root>
    </li>
  );
}
