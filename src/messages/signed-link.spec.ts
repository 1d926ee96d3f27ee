import fc from 'fast-check';
import { optOutToken, readOptOutToken, readSurveyToken, surveyToken, type OptOutLink } from './signed-link.js';

const secret = 'a secret of the organisation, long enough';
const link: OptOutLink = { address: 'zhangsan@example.com', channel: 'email', visitId: 7 };

describe('the link to a survey', () => {
  it('leads back to its visit, whatever the id', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (visitId) => readSurveyToken(surveyToken(visitId, secret), secret) === visitId),
    );
  });

  it('is the same whenever the message is composed again', () => {
    expect(surveyToken(42, secret)).toBe(surveyToken(42, secret));
  });

  it('is refused after any change, and under another secret', () => {
    const token = surveyToken(42, secret);
    expect(readSurveyToken(token, `${secret}.`)).toBeNull();
    for (let i = 0; i < token.length; i += 1) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(readSurveyToken(changed, secret)).toBeNull();
    }
  });

  it.each(['', 'x', '../../etc/passwd', 'AAAA', 'ü'.repeat(32), 'A'.repeat(5000)])('refuses %j', (token) => {
    expect(readSurveyToken(token, secret)).toBeNull();
    expect(readOptOutToken(token, secret)).toBeNull();
  });

  it('carries at least 128 bits that cannot be guessed', () => {
    expect(Buffer.from(surveyToken(1, secret), 'base64url').length - 8).toBeGreaterThanOrEqual(16);
  });
});

describe('the link to an opt-out', () => {
  it('leads back to its address', () => {
    expect(readOptOutToken(optOutToken(link, secret), secret)).toEqual(link);
    expect(readOptOutToken(optOutToken({ ...link, visitId: null }, secret), secret)).toEqual({
      ...link,
      visitId: null,
    });
  });

  it('shows nothing of the address', () => {
    const token = optOutToken(link, secret);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('zhangsan');
  });

  it('is refused under another secret, after a change, and in the place of the other kind', () => {
    const token = optOutToken(link, secret);
    expect(readOptOutToken(token, 'another')).toBeNull();
    expect(readOptOutToken(`${token.slice(0, -3)}AAA`, secret)).toBeNull();
    expect(readSurveyToken(token, secret)).toBeNull();
    expect(readOptOutToken(surveyToken(7, secret), secret)).toBeNull();
  });
});
