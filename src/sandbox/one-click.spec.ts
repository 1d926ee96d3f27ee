import { oneClickUrl } from './one-click.js';

const OURS = 'https://revisit.example';
const POST = { 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' };

describe('the one click of a mail', () => {
  it('is the link of the header, whatever else is offered and however it is folded', () => {
    const header = '<mailto:stop@example.com>,\r\n <https://revisit.example/u/abc.def>';
    expect(oneClickUrl({ ...POST, 'List-Unsubscribe': header }, OURS)).toBe('https://revisit.example/u/abc.def');
    expect(oneClickUrl({ ...POST, 'list-unsubscribe': '<https://revisit.example/u/\r\n abc>' }, OURS)).toBe(
      'https://revisit.example/u/abc',
    );
  });

  it('is none without the second header, and none at another host', () => {
    expect(oneClickUrl({ 'list-unsubscribe': '<https://revisit.example/u/abc>' }, OURS)).toBeNull();
    expect(oneClickUrl({ ...POST, 'list-unsubscribe': '<https://revisit.example.evil/u/abc>' }, OURS)).toBeNull();
    expect(oneClickUrl(POST, OURS)).toBeNull();
  });
});
