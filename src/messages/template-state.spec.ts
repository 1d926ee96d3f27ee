import { needsSecondPerson, readTemplateSubject, templateSubject } from './template-state.js';

describe('the agreement to a template', () => {
  it('names the version that it is about', () => {
    const version = { id: 'visit-survey', channel: 'sms', language: 'zh-CN', version: 3 } as const;
    expect(templateSubject(version)).toBe('template:visit-survey/sms/zh-CN/3');
    expect(readTemplateSubject(templateSubject(version))).toEqual(version);
  });

  it.each(['campaign:12', 'template:a/fax/en/1', 'template:a/sms/en', 'template:a/sms/en/x'])(
    'finds none in %s',
    (subject) => {
      expect(readTemplateSubject(subject)).toBeNull();
    },
  );

  it('is needed of accounts, not of the operator and the installer', () => {
    expect(['user:alice', 'cli', 'packaged', 'system'].map(needsSecondPerson)).toEqual([true, false, false, false]);
  });
});
