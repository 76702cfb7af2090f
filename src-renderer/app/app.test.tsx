// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { App } from './app.tsx';
import { followStudio } from './start-studio.ts';
import { testMedia, testStudio, type TestStudio } from './testing/test-studio.ts';

// The simulated page lays nothing out and decodes nothing: what needs either runs in the real window.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
);
Object.defineProperty(document, 'fonts', { value: { ready: Promise.resolve() } });

/** Panels are read and drawn behind the window's first drawing: a busy machine takes more than the library's second. */
const patient = { timeout: 30_000 };

async function openWindow(): Promise<TestStudio> {
  const test = await testStudio();
  onTestFinished(followStudio(test.studio, window));
  await act(async () => {
    render(<App studio={test.studio} translations={createI18n()} filled={Promise.resolve()} />);
    await test.step();
  });
  await screen.findByRole('region', { name: 'Timeline' }, patient);
  return test;
}

// Read beforehand: the window reads them behind its first drawing.
beforeAll(() => import('./panels.tsx'), 60_000);
afterEach(cleanup);

describe('the window', () => {
  it('has a name for every region', async () => {
    await openWindow();
    const names = screen.getAllByRole('region').map((region) => region.getAttribute('aria-label'));
    expect(names).toEqual(['Library', 'Viewer', 'Prompt', 'Timeline']);
  });

  it('can be written in before the project is there, and keeps what was written', async () => {
    const test = await testStudio();
    onTestFinished(followStudio(test.studio, window));
    let fill = (): void => undefined;
    const filled = new Promise<void>((resolve) => (fill = resolve));
    await act(async () => {
      render(<App studio={test.studio} translations={createI18n()} filled={filled} />);
      await test.step();
    });
    const regions = () => screen.getAllByRole('region').map((region) => region.getAttribute('aria-label'));
    expect(regions()).toEqual(['Prompt']);
    fireEvent.change(screen.getByTestId('prompt'), { target: { value: 'A red balloon' } });
    await act(async () => {
      fill();
      await test.step();
    });
    await screen.findByRole('region', { name: 'Timeline' }, patient);
    expect(regions()).toEqual(['Library', 'Viewer', 'Prompt', 'Timeline']);
    expect(screen.getByTestId<HTMLTextAreaElement>('prompt').value).toBe('A red balloon');
  });

  it('shows why Generate can’t run, and takes the reason away when it is mended', async () => {
    await openWindow();
    const button = screen.getByTestId('generate');
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByTestId('generate-reasons').textContent).toBe('Add a prompt.');
    fireEvent.change(screen.getByRole('textbox', { name: 'What happens in the shot' }), {
      target: { value: 'A red balloon' },
    });
    expect(button.getAttribute('aria-disabled')).toBeNull();
    expect(screen.queryByTestId('generate-reasons')).toBeNull();
  });

  it('puts the shot on the timeline under its name and says how it goes on', async () => {
    const test = await openWindow();
    fireEvent.change(screen.getByTestId('prompt'), { target: { value: 'A red balloon' } });
    await act(async () => {
      fireEvent.click(screen.getByTestId('generate'));
      await test.step();
    });
    const track = screen.getByRole('group', { name: /V1, video track, 1 clips/ });
    expect(
      within(track)
        .getByRole('button', { name: /, starts / })
        .getAttribute('aria-label'),
    ).toBe('A red balloon, Being generated, 2 seconds 0 frames, starts 00:00:00:00');
    expect(screen.getByTestId('live').textContent).toBe('Started: A red balloon');
    expect(screen.getByTestId('running-job').textContent).toContain('Loading model');
  });

  it('marks the choice among aspects, and leaves it to the project until one is made', async () => {
    const { studio } = await openWindow();
    expect(studio.prompt.getState().aspect).toBeNull();
    expect(screen.getByRole('radio', { name: '16:9' }).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(screen.getByRole('radio', { name: '9:16' }));
    expect(studio.prompt.getState().aspect).toBe('9:16');
  });

  it('adds a library item to the timeline by keyboard', async () => {
    const { studio, main } = await openWindow();
    act(() => main.addMedia([testMedia()]));
    const item = screen.getByRole('button', { name: 'Shot.mp4, Video' });
    act(() => void fireEvent.keyDown(item, { key: 'Enter' }));
    expect(studio.project.getState().project?.document.timeline.tracks[0]?.clips).toMatchObject([
      { name: 'Shot.mp4', start: 0, length: 48 },
    ]);
  });

  it('undoes from the keyboard, but not while text is being written', async () => {
    const { studio, main } = await openWindow();
    act(() => main.addMedia([testMedia()]));
    act(
      () => void fireEvent.keyDown(screen.getByRole('button', { name: 'Shot.mp4, Video' }), { key: 'Enter' }),
    );
    const clips = () => studio.project.getState().project?.document.timeline.tracks[0]?.clips.length;
    act(() => void fireEvent.keyDown(screen.getByTestId('prompt'), { key: 'z', ctrlKey: true }));
    expect(clips()).toBe(1);
    act(() => void fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true }));
    expect(clips()).toBe(0);
  });

  it('keeps the other panels when one breaks', async () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { studio, main } = await openWindow();
    // A record no schema would let through: the library panel can't draw it.
    act(() => {
      main.addMedia([testMedia()]);
      studio.project.setState(({ project, ...rest }) => ({
        ...rest,
        project:
          project === null
            ? null
            : { ...project, document: { ...project.document, media: { broken: JSON.parse('null') } } },
      }));
    });
    expect(screen.getByRole('alert').textContent).toContain('This panel stopped working.');
    expect(screen.getByTestId('generate')).toBeTruthy();
    quiet.mockRestore();
  });
});
