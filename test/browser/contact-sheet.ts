/** One picture that was taken. */
export interface Picture {
  readonly place: string;
  readonly file: string;
  readonly caption: string;
}

/** All pictures on one page, by place, with what was found wrong above them. */
export function contactSheet(pictures: readonly Picture[], faults: readonly string[]): string {
  const places = [...new Set(pictures.map(({ place }) => place))];
  const sections = places.map((place) => {
    const figures = pictures
      .filter((one) => one.place === place)
      .map(
        ({ file, caption }) =>
          `<figure><a href="${escape(file)}"><img src="${escape(file)}" alt="" loading="lazy"></a><figcaption>${escape(caption)}</figcaption></figure>`,
      );
    return `<section><h2>${escape(place)}</h2>${figures.join('')}</section>`;
  });
  const list = faults.map((fault) => `<li>${escape(fault)}</li>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Revisit: all pages</title><style>
body{font:14px system-ui,sans-serif;margin:24px;background:#f4f4f2;color:#222}section{display:flex;flex-wrap:wrap;gap:16px}
h2{flex-basis:100%;margin:16px 0 0}figure{margin:0}img{height:260px;border:1px solid #ccc;background:#fff}li{color:#a00}
</style><h1>${pictures.length} pictures</h1><ul>${list}</ul>${sections.join('\n')}</html>\n`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
