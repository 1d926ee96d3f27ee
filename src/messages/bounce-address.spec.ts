import { bounceAddress, readBounceAddress } from './bounce-address.js';

const base = { domain: 'b.example.com', secretKey: 'a secret of thirty-two characters' };
const key = `v123456789012-r9-t9-${'a1'.repeat(12)}`;

describe('a return address', () => {
  it('names its message, in lower case, within 64 characters before the @', () => {
    const address = bounceAddress(key, base) ?? '';
    expect(address).toMatch(/^bounce\+v123456789012-r9-t9-[a-f0-9]{24}\.[a-z2-7]{12}@b\.example\.com$/);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(readBounceAddress(address, base)).toBe(key);
  });

  it('is read however mail servers wrote it', () => {
    expect(readBounceAddress(` ${(bounceAddress('v1-r0-t1-abc', base) ?? '').toUpperCase()} `, base)).toBe(
      'v1-r0-t1-abc',
    );
  });

  it('cannot be made up: another key, another mark, another secret, another domain', () => {
    const address = bounceAddress('v1-r0-t1-abc', base) ?? '';
    expect(readBounceAddress(address.replace('v1-', 'v2-'), base)).toBeNull();
    expect(readBounceAddress(address.replace(/\.[a-z2-7]{12}@/, '.aaaaaaaaaaaa@'), base)).toBeNull();
    expect(readBounceAddress(address, { ...base, secretKey: 'another secret of many characters' })).toBeNull();
    expect(readBounceAddress(address, { ...base, domain: 'c.example.com' })).toBeNull();
    expect(readBounceAddress('bounce+v1@b.example.com', base)).toBeNull();
  });

  it('is not made for a key that it could not carry', () => {
    expect(bounceAddress('k-Anna@example.com', base)).toBeNull();
    expect(bounceAddress('v1\r\nX: y', base)).toBeNull();
    expect(bounceAddress('v'.repeat(45), base)).toBeNull();
  });
});
