import { ContextMenu } from '@base-ui/react/context-menu';
import { useState, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClipId, JobId } from '../../../src-shared/lib/ids.ts';
import { clipAt, findClip } from '../../../src-shared/timeline/clips.ts';
import { isFinished } from '../../../src-shared/jobs/job.ts';
import { CommandMenuItem } from '../../app/command-menu-item.tsx';
import { CommandSubmenu } from '../../app/command-submenu.tsx';
import { useStudio } from '../../app/studio-context.tsx';
import { cancelJob } from '../../editor/actions/running-jobs.ts';
import { contentOf } from '../../editor/shown-clip.ts';
import { selectOnly } from '../../editor/stores/selection-store.ts';
import { classNames } from '../../ui/class-names.ts';
import popup from '../../ui/popup.module.css';
import { clipIdAt } from './clip-elements.ts';
import { retryShot } from '../generate/retry.ts';

type Target =
  | { readonly kind: 'gap' }
  | { readonly kind: 'clip' }
  | { readonly kind: 'making'; readonly jobId: JobId }
  | { readonly kind: 'stopped'; readonly jobId: JobId };

/** What can be done right here: on a clip, on a shot that is being made, on a gap. */
export function ClipMenu({ children }: { readonly children: ReactNode }) {
  const studio = useStudio();
  const { t } = useTranslation();
  const [target, setTarget] = useState<Target>({ kind: 'gap' });

  function aim(event: MouseEvent): void {
    const id = clipIdAt(event.target) ?? paintedClipAt(event);
    const document = studio.project.getState().project?.document;
    const clip =
      id === undefined || document === undefined ? undefined : findClip(document.timeline, id)?.clip;
    if (id === undefined || document === undefined || clip === undefined) {
      seekTo(event);
      setTarget({ kind: 'gap' });
      return;
    }
    if (!studio.selection.getState().clips.has(id)) selectOnly(studio.selection, id);
    const content = contentOf(document, clip);
    if (content.kind !== 'job') setTarget({ kind: 'clip' });
    else {
      const job = studio.jobs.getState().jobs.get(content.jobId);
      const stopped = job !== undefined && isFinished(job.state);
      setTarget({ kind: stopped ? 'stopped' : 'making', jobId: content.jobId });
    }
  }

  /** A clip that is only painted has no element; its lane and the pointer's frame say which it is. */
  function paintedClipAt(event: MouseEvent): ClipId | undefined {
    const lane = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-track]') : null;
    const timeline = studio.project.getState().project?.document.timeline;
    const track = timeline?.tracks.find(({ id }) => id === lane?.dataset.track);
    if (lane === null || track === undefined) return undefined;
    const frame = (event.clientX - lane.getBoundingClientRect().left) / studio.view.getState().zoom;
    return clipAt(track, Math.floor(frame))?.id;
  }

  function seekTo(event: MouseEvent): void {
    const lane = event.target instanceof Element ? event.target.closest('[data-track]') : null;
    if (lane === null) return;
    studio.transport.seek((event.clientX - lane.getBoundingClientRect().left) / studio.view.getState().zoom);
  }

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger render={<div style={{ display: 'contents' }} />} onContextMenuCapture={aim}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Positioner className={popup.positioner}>
          <ContextMenu.Popup className={classNames(popup.popup, popup.menu)}>
            {target.kind === 'clip' ? (
              <>
                <CommandSubmenu
                  label={t('menu.extendForward')}
                  commands={[
                    'generate.extend.forward.1',
                    'generate.extend.forward.2',
                    'generate.extend.forward.4',
                    'generate.extend.forward.next',
                  ]}
                />
                <CommandSubmenu
                  label={t('menu.extendBackward')}
                  commands={[
                    'generate.extend.backward.1',
                    'generate.extend.backward.2',
                    'generate.extend.backward.4',
                    'generate.extend.backward.next',
                  ]}
                />
                <CommandSubmenu
                  label={t('menu.make')}
                  commands={[
                    'generate.fill',
                    'generate.bridge',
                    'generate.loop.1',
                    'generate.loop.2',
                    'generate.restyle',
                    'generate.smooth',
                  ]}
                />
                <CommandSubmenu
                  label={t('menu.again')}
                  commands={[
                    'generate.again.newSeed',
                    'generate.again.fourSeeds',
                    'generate.again.sameSeed',
                    'generate.again.panelWords',
                  ]}
                />
                <ContextMenu.Separator className={popup.separator} />
                <CommandMenuItem command="generate.whatMade" />
                <CommandMenuItem command="generate.useRecipe" />
                <CommandMenuItem command="generate.copyRecipe" />
                <ContextMenu.Separator className={popup.separator} />
              </>
            ) : null}
            {target.kind === 'making' ? (
              <ContextMenu.Item className={popup.item} onClick={() => cancelJob(studio, target.jobId)}>
                <span className={popup.itemLabel}>{t('job.cancel')}</span>
              </ContextMenu.Item>
            ) : null}
            {target.kind === 'stopped' ? (
              <ContextMenu.Item className={popup.item} onClick={() => void retryShot(studio, target.jobId)}>
                <span className={popup.itemLabel}>{t('job.retry')}</span>
              </ContextMenu.Item>
            ) : null}
            {target.kind === 'gap' ? (
              <>
                <CommandMenuItem command="generate.focus" />
                <ContextMenu.Separator className={popup.separator} />
                <CommandMenuItem command="edit.paste" />
                <CommandMenuItem command="edit.pasteInsert" />
                <CommandMenuItem command="edit.insert" />
                <CommandMenuItem command="edit.overwrite" />
                <ContextMenu.Separator className={popup.separator} />
                <CommandMenuItem command="edit.closeGap" />
                <CommandMenuItem command="mark.marker" />
                <CommandMenuItem command="clip.title" />
              </>
            ) : (
              <>
                <CommandMenuItem command="edit.cut" />
                <CommandMenuItem command="edit.copy" />
                <CommandMenuItem command="edit.pasteLook" />
                <CommandMenuItem command="edit.split" />
                <CommandMenuItem command="edit.duplicate" />
                <ContextMenu.Separator className={popup.separator} />
                <CommandMenuItem command="clip.enable" />
                <CommandMenuItem command="clip.link" />
                <CommandMenuItem command="clip.group" />
                <CommandSubmenu
                  label={t('menuBar.speed')}
                  commands={[
                    'clip.speed25',
                    'clip.speed50',
                    'clip.speed100',
                    'clip.speed200',
                    'clip.reverse',
                    'clip.freeze',
                  ]}
                />
                <CommandSubmenu
                  label={t('menuBar.transition')}
                  commands={['clip.dissolve', 'clip.dip', 'clip.wipe']}
                />
                <CommandSubmenu
                  label={t('menuBar.takes')}
                  commands={['clip.nextTake', 'clip.previousTake', 'clip.compareTakes']}
                />
                <CommandMenuItem command="source.match" />
                <CommandMenuItem command="mark.clipMarker" />
                <ContextMenu.Separator className={popup.separator} />
                <CommandMenuItem command="edit.delete" />
                <CommandMenuItem command="edit.rippleDelete" />
              </>
            )}
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
