// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { StudioProvider } from '../../app/studio-context.tsx';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { branded } from '../../../src-shared/lib/brand.ts';
import type { MediaId } from '../../../src-shared/lib/ids.ts';
import { createI18n } from '../../i18n/i18n.ts';
import { I18nextProvider } from 'react-i18next';
import { runCommand } from '../../editor/commands/registry.ts';
import { VersionsDialog } from './versions-dialog.tsx';

afterEach(cleanup);

it('lists what was saved, newest first, and brings one of them back', async () => {
  const window = await testStudio();
  const { studio, main } = window;
  await runCommand(studio, 'project.save');
  main.addMedia([testMedia({ id: branded<MediaId>('media-later'), name: 'Later', kind: 'image' })]);
  await runCommand(studio, 'project.save');
  await act(async () => {
    render(
      <I18nextProvider i18n={createI18n()}>
        <StudioProvider studio={studio}>
          <VersionsDialog />
        </StudioProvider>
      </I18nextProvider>,
    );
    await runCommand(studio, 'project.versions');
    await window.step();
  });
  const rows = within(screen.getByRole('dialog')).getAllByRole('listitem');
  expect(rows.map((row) => row.querySelector('time')?.dateTime)).toEqual([
    '2026-01-01T12:01:00.000Z',
    '2026-01-01T12:00:00.000Z',
  ]);
  expect(rows[1]?.textContent).toContain('Saved');
  await act(async () => {
    fireEvent.click(screen.getAllByRole('button', { name: /^Look at the version of/ })[0] ?? document.body);
    await window.step();
  });
  expect(screen.getByText('0 clips, 00:00:00:00')).toBeDefined();
  await act(async () => {
    fireEvent.click(screen.getAllByRole('button', { name: /^Restore the version of/ })[1] ?? document.body);
    await window.step();
  });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(main.calls).toContainEqual({
    name: 'project.restoreVersion',
    input: '000000000.save.20260101T120000Z',
  });
  expect(Object.keys(studio.project.getState().project?.document.media ?? {})).toEqual([]);
});
