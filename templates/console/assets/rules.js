// A chosen calendar file is put into the text field as text; without this script it is pasted there.
(() => {
  for (const label of document.querySelectorAll('[data-file-into]')) {
    const input = label.querySelector('input');
    const form = label.closest('form');
    label.hidden = false;
    input.addEventListener('change', async () => {
      const [file] = input.files;
      if (!file) return;
      form.elements[label.dataset.fileInto].value = decode(await file.arrayBuffer());
      form.elements.file.value = file.name;
    });
  }

  // UTF-8, or what Chinese spreadsheets write when it is not.
  function decode(bytes) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder('gb18030').decode(bytes);
    }
  }
})();
