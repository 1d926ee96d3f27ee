import { ownTarget, readDraftOptions } from './draft-form.js';

describe('what a form says of a file', () => {
  it('is only what was filled in', () => {
    expect(readDraftOptions({ _csrf: 'x', country: ' CN ', evidence: '', key: 'phone', consent: 'sms' })).toEqual({
      ...{ country: 'CN', key: 'phone', consent: ['sms'] },
    });
    expect(readDraftOptions({ consent: ['sms', 'call'] })).toEqual({ consent: ['sms', 'call'] });
  });

  const headers = {
    ...{ 'header.0': '客户编号', 'to.0': 'customer_no', 'header.1': '称呼', 'to.1': 'attr', 'name.1': 'nickname' },
    ...{ 'header.2': '备注', 'to.2': 'attr', 'name.2': '', 'header.3': '年龄', 'to.3': 'ignore' },
    ...{ 'header.4': '客户', 'to.4': 'name', 'header.5': '', 'to.5': 'ignore' },
  };

  it('maps only the headers that mean something else than by themselves', () => {
    expect(readDraftOptions(headers)).toEqual({ mapping: { 称呼: 'attr:nickname', 年龄: 'ignore', 客户: 'name' } });
  });

  it('says nothing of headers that were shown for another layout', () => {
    const was = { 'was.encoding': 'gb18030', 'was.sheet': '', 'was.headerRow': '1' };
    expect(readDraftOptions({ ...headers, ...was, encoding: 'auto', headerRow: '1' })).toHaveProperty('mapping');
    expect(readDraftOptions({ ...headers, ...was, encoding: 'big5' })).toEqual({ encoding: 'big5' });
    expect(readDraftOptions({ ...headers, ...was, headerRow: '3' })).toEqual({ headerRow: '3' });
  });

  it.each([
    ['姓名', 'name'],
    ['爱好', 'attr:爱好'],
    ['拒收原因', 'ignore'],
    ['', 'ignore'],
  ])('knows that %s becomes %s by itself', (header, target) => {
    expect(ownTarget(header)).toBe(target);
  });
});
