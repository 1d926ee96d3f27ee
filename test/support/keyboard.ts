import type { Page } from 'playwright-core';

/** Where a date's parts and a frame's content take the key more than once. */
const MORE_KEYS = 40;

/** What somebody without a mouse cannot do on a page: each control that Tab does not reach, or that does not show that it did. */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const controls = await page.evaluate(numberControls);
  const seen = new Map<number, boolean>();
  for (let keys = 0; keys < controls.length + MORE_KEYS && seen.size < controls.length; keys++) {
    await page.keyboard.press('Tab');
    for (const { index, hasRing } of await page.evaluate(whereFocusIs)) seen.set(index, hasRing);
  }
  const wrong = await page.evaluate(findWrongControls);
  // What the page itself replaced in the meantime (a count that came in) cannot be reached any more.
  const left = new Set(await page.evaluate(controlsThatAreLeft));
  return [
    ...wrong.map((html) => `only for a mouse, or out of order: ${html}`),
    ...controls.filter((_, index) => !seen.has(index) && left.has(index)).map((html) => `Tab does not reach ${html}`),
    ...controls.filter((_, index) => seen.get(index) === false).map((html) => `shows no focus: ${html}`),
  ];
}

/** Marks every control that can be seen with its number; answers with the beginning of each. */
function numberControls(): string[] {
  const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary');
  const seen = [...all].filter(
    (one) =>
      one.checkVisibility({ visibilityProperty: true }) &&
      !one.matches(':disabled, [type=hidden]') &&
      !one.closest('[inert], [aria-hidden=true]'),
  );
  seen.forEach((one, index) => (one.dataset['control'] = String(index)));
  return seen.map((one) => one.outerHTML.slice(0, 140));
}

/** The numbers of the marked controls that are still in the page. */
function controlsThatAreLeft(): number[] {
  return [...document.querySelectorAll<HTMLElement>('[data-control]')].map((one) => Number(one.dataset['control']));
}

/** The control that has the focus, with the others of its group: arrows lead from one radio button to the next. */
function whereFocusIs(): { index: number; hasRing: boolean }[] {
  const one = document.activeElement;
  const isMarked = (element: Element | null): element is HTMLElement | SVGElement =>
    (element instanceof HTMLElement || element instanceof SVGElement) && element.dataset['control'] !== undefined;
  if (!isMarked(one)) return [];
  const isDrawn = (element: Element | null) => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  const hasRing = isDrawn(one) || isDrawn(one.closest('label'));
  const isRadio = one instanceof HTMLInputElement && one.type === 'radio' && one.form !== null;
  const group = isRadio ? [...one.form.elements].filter((other) => other.getAttribute('name') === one.name) : [one];
  return group.flatMap((other) => (isMarked(other) ? [{ index: Number(other.dataset['control']), hasRing }] : []));
}

/** A click that only a mouse can make, and a place in the order of Tab that is not the page's. */
function findWrongControls(): string[] {
  const clicked = document.querySelectorAll<HTMLElement>('[onclick], [hx-trigger*=click], [role=button]');
  const ordered = [...document.querySelectorAll<HTMLElement>('[tabindex]')].filter((one) => one.tabIndex > 0);
  return [...[...clicked].filter((one) => one.tabIndex < 0), ...ordered].map((one) => one.outerHTML.slice(0, 140));
}
