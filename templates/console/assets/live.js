// What moves on a page: places marked `data-live="topic"` are replaced as the server says, or fetch themselves again. A place
// with `data-live-part` shows only that part of what the server says.
(() => {
  const WATCHDOG_MS = 40_000; // The server gives a sign of life every 15 s; a laptop that slept has missed some.
  const places = (topic) =>
    [...document.querySelectorAll('[data-live]')].filter((place) => place.dataset.live === topic);
  let source;
  let last = '';
  let topics = '';
  let watchdog;

  const alive = () => {
    document.body.classList.remove('live-lost');
    clearTimeout(watchdog);
    watchdog = setTimeout(open, WATCHDOG_MS);
  };

  // What somebody types is never replaced; a link in focus keeps it.
  const isTyping = (place) =>
    place.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button');

  const patch = ({ topic, html }) => {
    for (const place of places(topic)) {
      if (html === null) window.htmx.trigger(place, 'live');
      else if (!isTyping(place)) {
        const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
        const select = place.dataset.livePart;
        window.htmx.swap(place, html, { swapStyle: 'innerHTML', settleDelay: 20 }, { select });
        if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
      }
    }
  };

  function open() {
    source?.close();
    clearTimeout(watchdog);
    const wanted = [...new Set([...document.querySelectorAll('[data-live]')].map((place) => place.dataset.live))]
      .sort()
      .join(',');
    if (wanted !== topics) last = '';
    topics = wanted;
    if (topics === '') return;
    const address = new URLSearchParams({ topics });
    if (last) address.set('last', last);
    const lang = new URLSearchParams(window.location.search).get('lang');
    if (lang) address.set('lang', lang);
    source = new EventSource(`/live?${address}`);
    source.onopen = alive;
    source.addEventListener('beat', alive);
    source.onmessage = (event) => {
      alive();
      last = event.lastEventId;
      for (const one of JSON.parse(event.data)) patch(one);
    };
    source.onerror = () => {
      document.body.classList.add('live-lost');
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(watchdog);
        watchdog = setTimeout(open, 3_000);
      }
    };
  }

  open();
  // A list that was fetched again may hold other places.
  document.body.addEventListener('htmx:afterSettle', () => {
    const wanted = [...new Set([...document.querySelectorAll('[data-live]')].map((place) => place.dataset.live))]
      .sort()
      .join(',');
    if (wanted !== topics) open();
  });
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && source?.readyState === EventSource.CLOSED && open(),
  );
  window.addEventListener('pagehide', () => source?.close());
  window.addEventListener('pageshow', (event) => event.persisted && open());
})();
