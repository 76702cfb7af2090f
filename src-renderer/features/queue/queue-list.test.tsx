// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import type { JobSnapshot } from '../../../src-shared/jobs/job.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { JobId } from '../../../src-shared/lib/ids.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { QueuePopover } from './queue-popover.tsx';

// The simulated page lays nothing out; what is seen of the list is given.
const seenPixels = 540;
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);
vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(seenPixels);

afterEach(cleanup);

function snapshot(index: number, part: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    id: branded<JobId>(`job-${index}`),
    seq: index,
    kind: 'generate',
    label: `Shot ${index}`,
    state: 'queued',
    phase: 'waiting',
    progress: 0,
    secondsElapsed: 0,
    quality: 'final',
    order: index,
    ...part,
  };
}

async function openQueue(count: number, part: Partial<JobSnapshot> = {}): Promise<TestStudio> {
  const test = await testStudio();
  const { studio } = test;
  for (let index = 0; index < count; index += 1) studio.jobs.receive(snapshot(index, part));
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={studio}>
          <QueuePopover />
        </StudioProvider>
      </I18nextProvider>,
    );
    studio.view.setState({ queueOpen: true });
    await test.step();
  });
  return test;
}

const rows = (): readonly HTMLElement[] =>
  within(screen.getByRole('list', { name: 'Queue' })).getAllByRole('listitem');
const asked = ({ main }: TestStudio, name: string) =>
  main.calls.filter((call) => call.name === name).map(({ input }) => input);

describe('five hundred jobs', () => {
  it('have few elements, wherever the list is scrolled to, and say how many they are', async () => {
    await openQueue(500);
    expect(rows().length).toBeLessThan(24);
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('500');
    const list = screen.getByRole('list', { name: 'Queue' }).parentElement ?? document.body;
    act(() => {
      list.scrollTop = 54 * 300;
      fireEvent.scroll(list);
    });
    expect(rows().length).toBeLessThan(24);
    expect(screen.getByText('Shot 300')).toBeTruthy();
    expect(screen.queryByText('Shot 3')).toBeNull();
  });
});

describe('by keyboard a waiting job', () => {
  it('goes earlier, later, first and last, and says where it came to stand', async () => {
    const test = await openQueue(5);
    const grip = screen.getByRole('button', { name: 'Move Shot 2, 3 of 5' });
    for (const key of ['ArrowUp', 'ArrowDown', 'Home', 'End']) fireEvent.keyDown(grip, { key });
    expect(asked(test, 'jobs.move')).toEqual([
      { jobId: 'job-2', before: 'job-1' },
      { jobId: 'job-2', before: 'job-4' },
      { jobId: 'job-2', before: 'job-0' },
      { jobId: 'job-2', before: null },
    ]);
    expect(test.studio.messages.getState().spoken.text).toBe('Shot 2: 5 of 5');
  });

  it('at the edge stays where it is', async () => {
    const test = await openQueue(3);
    fireEvent.keyDown(screen.getByRole('button', { name: 'Move Shot 0, 1 of 3' }), { key: 'ArrowUp' });
    expect(asked(test, 'jobs.move')).toEqual([]);
  });
});

describe('after a crash', () => {
  it('all shots go on with one press, in the order they had', async () => {
    const test = await openQueue(3, { state: 'interrupted' });
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Go on with all 3' }));
      await test.step();
    });
    expect(asked(test, 'jobs.retry').map((input) => JSON.stringify(input))).toEqual(
      [0, 1, 2].map((index) => JSON.stringify({ jobId: `job-${index}`, lighter: false })),
    );
  });
});
