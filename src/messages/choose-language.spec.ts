import { chooseLanguage, languageChain } from './choose-language.js';

const packaged = ['en', 'zh-CN'];

describe('the language of a message', () => {
  it.each([
    ['zh-CN', 'zh-CN'],
    ['en', 'en'],
    ['en-GB', 'en'],
    ['en_US', 'en'],
    ['yue', 'zh-CN'],
    ['yue-Hant-HK', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['粤语', 'zh-CN'],
    ['English', 'en'],
    ['fr', 'zh-CN'],
    ['nonsense!', 'zh-CN'],
    ['', 'zh-CN'],
    [null, 'zh-CN'],
  ])('for a customer of language %j is %s', (language, expected) => {
    expect(chooseLanguage(language, 'zh-CN', packaged)).toBe(expected);
  });

  it("prefers the customer's own language to its base", () => {
    expect(chooseLanguage('yue', 'en', ['zh-CN', 'yue'])).toBe('yue');
    expect(languageChain('yue', 'en')).toEqual(['yue', 'zh-CN', 'en']);
  });

  it('is none where nothing is written in any of them', () => {
    expect(chooseLanguage('fr', 'en', ['zh-CN'])).toBeNull();
  });
});
