// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { Segmented, type Segment } from './segmented.tsx';

type Size = 'small' | 'middle' | 'large';

/** A choice that keeps what was chosen, as everything that uses it does. */
function Choice({
  first = 'small',
  segments,
  heard,
}: {
  readonly first?: Size | null;
  readonly segments: readonly Segment<Size>[];
  readonly heard: Size[];
}) {
  const [value, setValue] = useState<Size | null>(first);
  return (
    <Segmented
      name="Size"
      value={value}
      segments={segments}
      onChange={(next) => {
        heard.push(next);
        setValue(next);
      }}
    />
  );
}

const sizes: readonly Segment<Size>[] = [
  { value: 'small', label: 'Small' },
  { value: 'middle', label: 'Middle' },
  { value: 'large', label: 'Large' },
];
const radio = (name: string) => screen.getByRole('radio', { name });
const checked = () =>
  screen
    .getAllByRole('radio')
    .filter((one) => one.getAttribute('aria-checked') === 'true')
    .map((one) => one.textContent);
const stops = () =>
  screen
    .getAllByRole('radio')
    .filter((one) => one.tabIndex === 0)
    .map((one) => one.textContent);

afterEach(cleanup);

describe('one of a few', () => {
  it('is one stop among the keys, at what is chosen, or at the first where nothing is', () => {
    const { unmount } = render(<Choice segments={sizes} heard={[]} first="middle" />);
    expect(screen.getByRole('radiogroup', { name: 'Size' })).toBeDefined();
    expect([checked(), stops()]).toEqual([['Middle'], ['Middle']]);
    unmount();
    render(<Choice segments={sizes} heard={[]} first={null} />);
    expect([checked(), stops()]).toEqual([[], ['Small']]);
  });

  it('chooses by a press, and says nothing where it is chosen already', () => {
    const heard: Size[] = [];
    render(<Choice segments={sizes} heard={heard} />);
    fireEvent.click(radio('Large'));
    fireEvent.click(radio('Large'));
    expect(heard).toEqual(['large']);
    expect(stops()).toEqual(['Large']);
  });

  it('goes round and round by the arrows, which the timeline does not hear', () => {
    const heard: Size[] = [];
    const outside: string[] = [];
    render(<Choice segments={sizes} heard={heard} />);
    document.body.addEventListener('keydown', ({ key }) => outside.push(key), { once: true });
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowRight']) {
      fireEvent.keyDown(document.activeElement?.role === 'radio' ? document.activeElement : radio('Small'), {
        key,
      });
    }
    expect(heard).toEqual(['large', 'middle', 'large', 'small', 'middle']);
    expect(document.activeElement).toBe(radio('Middle'));
    fireEvent.keyDown(radio('Middle'), { key: 'a' });
    expect(outside).toEqual(['a']);
  });

  it('keeps in sight what can’t be chosen, and why', () => {
    const heard: Size[] = [];
    const [small, middle, large] = sizes;
    if (small === undefined || middle === undefined || large === undefined) throw new Error('Three sizes');
    render(<Choice segments={[small, { ...middle, reason: 'No room' }, large]} heard={heard} />);
    expect(radio('Middle').getAttribute('aria-disabled')).toBe('true');
    expect(radio('Middle').title).toBe('No room');
    fireEvent.click(radio('Middle'));
    fireEvent.keyDown(radio('Small'), { key: 'ArrowRight' });
    expect(heard).toEqual([]);
    // It is passed over with a further press.
    expect(document.activeElement).toBe(radio('Middle'));
    fireEvent.keyDown(radio('Middle'), { key: 'ArrowRight' });
    expect(heard).toEqual(['large']);
  });
});
