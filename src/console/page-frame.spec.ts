import { carryLanguage, chooseLocale, listLanguages, listRooms, safeBack, withLanguage } from './page-frame.js';

describe('the language of a page', () => {
  it('is the first wish that we have', () => {
    expect(chooseLocale(['fr', 'en', 'zh-CN'], undefined, 'zh-CN')).toBe('en');
    expect(chooseLocale([undefined, null], 'de-DE,zh-TW;q=0.8,en;q=0.5', 'en')).toBe('zh-CN');
    expect(chooseLocale([], 'en-US,en;q=0.9', 'zh-CN')).toBe('en');
  });

  it("is the organisation's where nobody wishes anything we have", () => {
    expect(chooseLocale([], undefined, 'zh-CN')).toBe('zh-CN');
    expect(chooseLocale(['<script>'], 'fr,de', 'en')).toBe('en');
  });

  it('offers both, each under its own name', () => {
    expect(listLanguages('zh-CN')).toEqual([
      { locale: 'en', name: 'English', current: false },
      { locale: 'zh-CN', name: '中文', current: true },
    ]);
  });
});

describe('the rooms', () => {
  it('are those that the role may enter', () => {
    const agent = ['/', '/desk', '/inbox', '/customers', '/follow-ups', '/rules', '/sandbox'];
    expect(listRooms('agent', '/').map((room) => room.href)).toEqual(agent);
    const manager = listRooms('manager', '/').map((room) => room.href);
    expect(manager).toEqual(expect.arrayContaining(['/campaigns', '/reports']));
    expect(manager).not.toEqual(expect.arrayContaining(['/imports']));
  });

  it('hold the sandbox only while it is in use', () => {
    expect(listRooms('admin', '/', false).map((room) => room.href)).not.toContain('/sandbox');
  });

  it('mark the one that we are in', () => {
    const current = (path: string) =>
      listRooms('admin', path)
        .filter((room) => room.current)
        .map((room) => room.href);
    expect(current('/')).toEqual(['/']);
    expect(current('/campaigns/3/rows')).toEqual(['/campaigns']);
    expect(current('/campaigns/3/report/rows')).toEqual(['/reports']);
    expect(current('/today/at-risk')).toEqual(['/']);
    expect(current('/handover')).toEqual(['/']);
    expect(current('/find')).toEqual([]);
  });
});

describe('the way back', () => {
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:x', '', undefined, ['/a'], '/a b'])(
    'never leads to another site: %p',
    (path) => expect(safeBack(path)).toBe('/'),
  );

  it('keeps a path of our own with its query', () => {
    expect(safeBack('/campaigns/3/rows?part=held')).toBe('/campaigns/3/rows?part=held');
  });
});

describe('the language in the URL', () => {
  it('is put into a path, in the place of another one', () => {
    expect(withLanguage('/customers', 'en')).toBe('/customers?lang=en');
    expect(withLanguage('/customers?q=a&lang=en#top', 'zh-CN')).toBe('/customers?q=a&lang=zh-CN#top');
  });

  it('is carried by links and forms of our own, and by nothing else', () => {
    const html =
      '<a href="/campaigns?part=held&amp;after=3">x</a><form action="/find" hx-get="/find"></form>' +
      '<link href="/assets/1/a.css"><a href="//evil.example">y</a><a href="#main">z</a><a href="tel:1">t</a>';
    expect(carryLanguage(html, 'zh-CN')).toBe(
      '<a href="/campaigns?part=held&amp;after=3&amp;lang=zh-CN">x</a><form action="/find?lang=zh-CN" hx-get="/find?lang=zh-CN"></form>' +
        '<link href="/assets/1/a.css"><a href="//evil.example">y</a><a href="#main">z</a><a href="tel:1">t</a>',
    );
  });

  it('is a field of forms that ask: their fields take the place of the query', () => {
    const form = '<form class="f" action="/find" method="get" hx-get="/find"><input name="q"></form>';
    expect(carryLanguage(form, 'zh-CN')).toBe(
      '<form class="f" action="/find" method="get" hx-get="/find"><input type="hidden" name="lang" value="zh-CN"><input name="q"></form>',
    );
    const strange = '<form action="//evil.example" method="get"></form>';
    expect(carryLanguage(strange, 'en')).toBe(strange);
  });
});
