import { chooseLocale, listLanguages, listRooms, safeBack } from './page-frame.js';

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
    expect(listRooms('agent', '/').map((room) => room.href)).toEqual(['/']);
    expect(listRooms('manager', '/').map((room) => room.href)).toEqual(['/', '/campaigns']);
  });

  it('mark the one that we are in', () => {
    const current = (path: string) =>
      listRooms('admin', path)
        .filter((room) => room.current)
        .map((room) => room.href);
    expect(current('/')).toEqual(['/']);
    expect(current('/campaigns/3/rows')).toEqual(['/campaigns']);
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
