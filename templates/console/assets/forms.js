// Forms that follow what one chooses. What is typed while an answer is under way is never lost: where a part of a form is
// replaced, it is put back. And a button speaks only when it is pressed, not because it has the focus while a field changes.
(() => {
  const fields = (root) =>
    [...root.querySelectorAll('input[name], textarea[name]')].filter(
      ({ type }) => !['hidden', 'checkbox', 'radio', 'file', 'submit'].includes(type),
    );
  const sent = new WeakMap();
  let kept = [];

  document.body.addEventListener('htmx:configRequest', ({ detail }) => {
    if (detail.triggeringEvent?.type !== 'change') return;
    const form = detail.elt.closest('form');
    for (const button of form?.querySelectorAll('button[name]') ?? []) delete detail.parameters[button.name];
  });
  document.body.addEventListener('htmx:beforeRequest', ({ detail }) => {
    const form = detail.elt.closest('form');
    if (form) for (const field of fields(form)) sent.set(field, field.value);
  });
  document.body.addEventListener('htmx:beforeSwap', ({ detail }) => {
    kept = fields(detail.target)
      .filter((field) => sent.has(field) && (field.value !== sent.get(field) || field === document.activeElement))
      .map((field) => ({ name: field.name, value: field.value, isFocused: field === document.activeElement }));
  });
  document.body.addEventListener('htmx:afterSwap', () => {
    for (const { name, value, isFocused } of kept) {
      const field = fields(document).find((one) => one.name === name);
      if (!field) continue;
      if (isFocused) field.focus({ preventScroll: true });
      if (field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    kept = [];
  });
})();
