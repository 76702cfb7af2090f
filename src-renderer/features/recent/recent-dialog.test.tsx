// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import type { RecentProject } from '../../../src-shared/ipc/contract.ts';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testStudio, type TestStudio } from '../../app/testing/test-studio.ts';
import { runCommand } from '../../editor/commands/registry.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { RecentDialog } from './recent-dialog.tsx';

afterEach(cleanup);

function recent(digit: string, part: Partial<RecentProject>): RecentProject {
  return {
    id: `recent-${digit.repeat(32)}`,
    kind: 'project',
    name: 'Sea',
    changedAt: '2026-01-02T09:30:00.000Z',
    clips: 2,
    media: 1,
    shown: false,
    ...part,
  };
}

const draft = recent('d', { kind: 'draft', name: 'Untitled', firstClip: 'A red balloon', clips: 1 });

async function openDialog(projects: readonly RecentProject[]): Promise<TestStudio> {
  const window = await testStudio({ recent: projects });
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={window.studio}>
          <RecentDialog />
        </StudioProvider>
      </I18nextProvider>,
    );
    await runCommand(window.studio, 'project.recent');
    await window.step();
  });
  return window;
}

async function press(window: TestStudio, name: RegExp | string): Promise<void> {
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
    await window.step();
  });
}

it('tells drafts by what they begin with, and opens the chosen project', async () => {
  const window = await openDialog([recent('a', {}), draft]);
  const rows = within(screen.getByRole('dialog')).getAllByRole('listitem');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^Sea2 clips/),
    expect.stringMatching(/^A red balloonNot saved under a name1 clip/),
  ]);
  // The list arrives after the dialog took the focus; Enter opens the newest all the same.
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Open “Sea”/);
  await press(window, /^Open “Sea”/);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(window.studio.project.getState().project?.document.name).toBe('Sea');
});

it('deletes a draft only after asking, and keeps it when the answer is no', async () => {
  const window = await openDialog([draft]);
  const forgotten = () => window.main.calls.filter(({ name }) => name === 'project.forgetRecent');
  await press(window, /^Delete “A red balloon”/);
  expect(document.activeElement?.textContent).toBe('Keep');
  await press(window, 'Keep');
  expect(forgotten()).toEqual([]);
  await press(window, /^Delete “A red balloon”/);
  await press(window, 'Delete');
  expect(forgotten()).toEqual([{ name: 'project.forgetRecent', input: draft.id }]);
  expect(screen.getByText('No drafts and no projects yet.')).toBeTruthy();
});

it('offers no way to open what is gone, and none to delete what is open', async () => {
  await openDialog([recent('a', { name: 'Gone', problem: 'missing' }), { ...draft, shown: true }]);
  expect(screen.queryByRole('button', { name: /^Open/ })).toBeNull();
  expect(screen.getByRole('button', { name: /^Remove “Gone”/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Delete/ })).toBeNull();
  expect(screen.getByText('Open now')).toBeTruthy();
});
