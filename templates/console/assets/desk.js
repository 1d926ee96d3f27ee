// The desk's keys, the ring of the call, and the copying of its number. Everything works by buttons and forms without it.
(() => {
  const TYPED = 'input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"]), textarea, select';
  const isTyping = (element) => element instanceof HTMLElement && (element.isContentEditable || element.matches(TYPED));
  const isVisible = (element) => element.getClientRects().length > 0 && !element.disabled;

  function press(key) {
    const wanted = key.length === 1 ? key.toLowerCase() : key;
    const button = [...document.querySelectorAll('[data-key]')].find(
      (one) => one.dataset.key === wanted && isVisible(one),
    );
    button?.click();
    return button !== undefined;
  }

  // Ctrl or Cmd with Enter submits what one is typing in, where a lone key only types.
  function submitArea(element) {
    const area = element?.closest?.('[data-area]') ?? document;
    const button = [...area.querySelectorAll('[data-submit]')].find(isVisible);
    (button ?? document.querySelector('#call-record-button'))?.click();
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submitArea(event.target);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (press(event.key)) event.preventDefault();
  });

  // The server says how many seconds there are; from there on the ring counts by the browser's steady clock.
  let started = performance.now();
  let base = null;
  function tick() {
    const line = document.querySelector('#call-line[data-running]');
    const ring = line?.querySelector('.ring');
    if (!ring) return;
    if (base?.ring !== ring) {
      started = performance.now();
      base = { ring, seconds: Number(ring.dataset.seconds) };
    }
    const seconds = base.seconds + Math.floor((performance.now() - started) / 1000);
    const { amber, red } = ring.dataset;
    const tone = seconds >= Number(red) ? 'red' : seconds >= Number(amber) ? 'amber' : 'calm';
    ring.setAttribute('class', `ring ring--${tone}`);
    ring.querySelector('.ring-fill').setAttribute('stroke-dashoffset', String(Math.max(0, Number(red) - seconds)));
    ring.querySelector('.ring-text').textContent =
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  setInterval(tick, 500);

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = document.createElement('textarea');
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    const words = button.querySelector('span');
    if (words) words.textContent = button.dataset.copied;
  }
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
    if (button) void copy(button);
  });

  // A save that failed is said; what is typed stays on the page and goes with the next one.
  const unsaved = (event) => {
    if (event.target.id !== 'call-autosave') return;
    const state = document.querySelector('#record-state');
    if (state) state.textContent = state.dataset.unsaved;
  };
  document.addEventListener('htmx:responseError', unsaved);
  document.addEventListener('htmx:sendError', unsaved);
})();
