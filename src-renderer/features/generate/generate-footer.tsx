import { Sparkle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isFinished, type JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { framesOfSeconds, seconds as inSeconds } from '../../../src-shared/time/rate.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { useChosenPack } from '../../app/use-chosen-pack.ts';
import { firstTrack, spotFor } from '../../editor/actions/place.ts';
import { chordText } from '../../editor/commands/keys.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { timecodeText } from '../../editor/timecode-text.ts';
import { Button } from '../../ui/button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { projectAspect } from './aspect.ts';
import { durationWords } from './duration-words.ts';
import { estimateSeconds } from './estimate.ts';
import { drawnSpot } from './generate.ts';
import { readinessOf, type Reason } from './readiness.ts';
import { RunningJob } from './running-job.tsx';
import styles from './prompt.module.css';

/** The button that is always there, what it would cost, where the shot would go, or why it can't be. */
export function GenerateFooter() {
  const studio = useStudio();
  const { t } = useTranslation();
  const prompt = useStore(studio.prompt);
  const packs = useStore(studio.facts, (state) => state.packs);
  const projectOpen = useStore(studio.project, (state) => state.project !== null);
  const readOnly = useStore(studio.project, (state) => state.project?.readOnly ?? false);
  const memoryBytes = useStore(studio.facts, (state) => state.machine?.memoryBytes);
  const settings = useStore(studio.project, (state) => state.project?.document.settings);
  const aspect = settings === undefined ? null : projectAspect(settings);
  const reasons = readinessOf({ prompt, packs, projectOpen, readOnly, memoryBytes, aspect });
  const running = useStore(studio.jobs, newestRunning);
  const ready = reasons.length === 0;
  return (
    <div className={styles.footer}>
      {running === undefined ? null : <RunningJob job={running} />}
      <Tooltip text={t('command.generate.start')} keys={chordText('Mod+Enter', studio.isMac)} side="top">
        <Button
          tone="model"
          wide
          aria-disabled={ready ? undefined : true}
          aria-describedby="generate-facts"
          data-testid="generate"
          onClick={() => void runCommand(studio, 'generate.start')}
        >
          <Sparkle size={15} strokeWidth={2} />
          {running === undefined ? t('generate.button') : t('generate.buttonAnother')}
        </Button>
      </Tooltip>
      <div id="generate-facts">{ready ? <Cost /> : <Reasons reasons={reasons} />}</div>
    </div>
  );
}

/** The shot that is being made now; the footer speaks of one at a time, the queue of all. */
function newestRunning({
  jobs,
}: {
  readonly jobs: ReadonlyMap<string, JobSnapshot>;
}): JobSnapshot | undefined {
  const open = [...jobs.values()].filter(({ kind, state }) => kind === 'generate' && !isFinished(state));
  return open.find(({ state }) => state === 'running' || state === 'cancelling') ?? open[0];
}

function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.reasons} data-testid="generate-reasons">
      {reasons.map((reason) => (
        <li key={reason.key} className={styles.reason}>
          <TriangleAlert size={12} strokeWidth={2} />
          <span>{t(`generate.reason.${reason.key}`, { ...reason })}</span>
        </li>
      ))}
    </ul>
  );
}

function Cost() {
  const studio = useStudio();
  const { t } = useTranslation();
  const prompt = useStore(studio.prompt);
  const runs = useStore(studio.facts, (state) => state.runs);
  const pack = useChosenPack();
  const document = useStore(studio.project, (state) => state.project?.document);
  const frame = useStore(studio.transport, (state) => (state.shuttle.speed === 0 ? state.frame : undefined));
  if (pack === undefined || document === undefined || prompt.seconds === null) return null;
  const { rate } = document.settings;
  const estimate = estimateSeconds(
    runs,
    { packId: pack.id, quality: prompt.quality, steps: prompt.steps },
    prompt.seconds,
  );
  const track = firstTrack(document.timeline, 'video');
  const length = framesOfSeconds(inSeconds(prompt.seconds), rate);
  const spot =
    drawnSpot(document.timeline, prompt.place, length)?.spot ??
    (track === undefined || frame === undefined ? undefined : spotFor(track, frame, length));
  return (
    <div className={styles.facts}>
      <span>
        {spot === undefined
          ? null
          : t(spot.insert ? 'generate.goesInserted' : 'generate.goesAt', {
              timecode: timecodeText(spot.at, rate),
              frames: length,
            })}
      </span>
      <span>
        {estimate === undefined
          ? t('generate.noEstimate')
          : t('generate.estimate', { duration: durationWords(estimate, studio.text) })}
      </span>
    </div>
  );
}
