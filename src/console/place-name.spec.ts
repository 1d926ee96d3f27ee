import { placeName } from './place-name.js';

describe('the name of a place', () => {
  it('says a city that is its own province once', () => {
    expect(placeName(['上海市', '上海市'])).toBe('上海市');
    expect(placeName(['江西省', '赣州市'])).toBe('江西省 赣州市');
  });

  it('leaves out what is not known', () => {
    expect(placeName([null, 'Berlin', ''])).toBe('Berlin');
    expect(placeName([null, null])).toBe('');
  });
});
