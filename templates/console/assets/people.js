// A chosen file goes into the field that is sent: what will be read can be looked at and mended first.
(() => {
  const label = document.querySelector('#agents-file');
  const text = document.querySelector('#agents-import textarea');
  if (!label || !text) return;
  label.hidden = false;
  label.querySelector('input').addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    if (file) text.value = decode(await file.arrayBuffer());
  });

  // Spreadsheets save as UTF-8 or as GB18030 ("ANSI" on a Chinese machine).
  function decode(bytes) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder('gb18030').decode(bytes);
    }
  }
})();
