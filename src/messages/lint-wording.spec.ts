import { lintWording } from './lint-wording.js';

const phrases = (text: string) => lintWording(text).map(({ kind, phrase }) => `${kind} ${phrase}`);

describe('the wording of a message (D6)', () => {
  it('warns of the refusals that customers should never hear', () => {
    expect(phrases('这个不行,我不知道,不可以')).toEqual(['banned 不行', 'banned 不知道', 'banned 不可以']);
  });

  it('warns of absolute terms of advertising', () => {
    expect(phrases('全国第一的顶级服务')).toEqual(['absolute 全国第一', 'absolute 顶级']);
    expect(phrases('Satisfaction guaranteed')).toEqual(['absolute guaranteed']);
  });

  it('knows the same characters in another sense', () => {
    expect(phrases('可不可以、行不行?我们将第一时间知会您。')).toEqual([]);
  });
});
