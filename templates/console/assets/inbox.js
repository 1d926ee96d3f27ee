// One key decides: J and K move, a digit places, X writes the note, O goes to the opt-out, Z takes back.
(() => {
  const cards = () => [...document.querySelectorAll('[data-inbox-message]')];
  const current = () =>
    cards().find((card) => card.contains(document.activeElement)) ??
    document.querySelector('[data-inbox-message][data-current]');
  const go = (card) => {
    if (!card) return;
    for (const one of cards()) one.toggleAttribute('data-current', one === card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: 'nearest' });
  };
  const move = (step) => {
    const all = cards();
    go(all[all.indexOf(current()) + step]);
  };
  // Neither can be done by a slip of one key: a note is asked for, and an opt-out stays.
  const focusOn = (selector) => current()?.querySelector(selector)?.focus();
  const keys = {
    j: () => move(1),
    arrowdown: () => move(1),
    k: () => move(-1),
    arrowup: () => move(-1),
    x: () => focusOn('form[data-key="x"] input[name="note"]'),
    o: () => focusOn('form[data-key="o"] button'),
    z: () => document.querySelector('[data-inbox-undo]')?.requestSubmit(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.('input, select, textarea')) {
      if (event.key === 'Escape') go(current());
      return;
    }
    const key = event.key.toLowerCase();
    const place = /^[1-9]$/.test(key) ? current()?.querySelector(`form[data-key="${key}"]`) : null;
    const act = place ? () => place.requestSubmit() : keys[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  if (new URLSearchParams(window.location.search).has('at')) go(current());
})();
