import { anonymiseComment, countQuotes, QUOTE_LENGTH } from './anonymise-comment.js';

describe('anonymiseComment', () => {
  it.each([
    ['请打13800138000联系我', '请打***联系我'],
    ['call +86 138-0013-8000 please', 'call *** please'],
    ['mail zhangsan@example.com.cn', 'mail ***'],
    ['看 https://evil.example/x?y=1 这里', '看 *** 这里'],
    ['张三觉得太慢', '***觉得太慢'],
    ['等了 30 分钟，2026 年不再来', '等了 30 分钟，2026 年不再来'],
    ['two\n\nlines\tand a tab', 'two lines and a tab'],
    ['\u202Eabc\u200B', 'abc'],
  ])('%j becomes %j', (comment, quoted) => {
    expect(anonymiseComment(comment, ['张三', null, ''])).toBe(quoted);
  });

  it('shortens a long text between characters, not inside one', () => {
    const quoted = anonymiseComment('𠮷'.repeat(500));
    expect([...quoted]).toHaveLength(QUOTE_LENGTH);
    expect(quoted.endsWith('𠮷…')).toBe(true);
  });
});

describe('countQuotes', () => {
  it('takes the same words for one whatever their case, spaces and punctuation', () => {
    expect(countQuotes(['很好！', 'Too slow.', '很好', 'too slow'])).toEqual([
      { text: '很好！', count: 2 },
      { text: 'Too slow.', count: 2 },
    ]);
  });
});
