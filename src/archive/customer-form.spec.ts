import { InputError } from '../kernel/faults.js';
import { parseCustomerForm, parseCustomerNo } from './customer-form.js';

const fieldsOf = (input: unknown) => parseCustomerForm(input, 'CN').fields;
const faultsOf = (input: unknown) => {
  try {
    parseCustomerForm(input, 'CN');
    return [];
  } catch (error) {
    return (error as InputError).faults.map(({ field, code }) => `${field}: ${code}`);
  }
};

describe('what a person writes of a customer', () => {
  it('holds only what was given, empty texts as nothing', () => {
    expect(fieldsOf({ name: ' 𠮷田 ', city: '', birthday: null })).toEqual({
      name: '𠮷田',
      city: null,
      birthday: null,
    });
  });

  it('brings zones, countries and languages to their usual spelling', () => {
    expect(fieldsOf({ timezone: 'asia/shanghai', country: 'cn', language: 'zh-cn' })).toEqual({
      timezone: 'Asia/Shanghai',
      country: 'CN',
      language: 'zh-CN',
    });
  });

  it('reads a number in the country that is given with it', () => {
    const { contacts } = parseCustomerForm({ country: 'US', phone: '(212) 555-0100' }, 'CN');
    expect(contacts.phone?.address).toBe('+12125550100');
  });

  it('takes an address away with null or an empty text', () => {
    expect(parseCustomerForm({ phone2: null, email: '' }, 'CN').contacts).toEqual({ phone2: null, email: null });
  });

  it('names every fault, unknown fields too', () => {
    expect(
      faultsOf({
        nmae: 'x',
        name: 'x'.repeat(101),
        lifecycle: 'gone',
        preferredTime: [['20:00', '18:00']],
        tags: [''],
        phone: '138****8000',
        phone2: 7,
      }),
    ).toHaveLength(7);
    expect(faultsOf({ nmae: 'x' })).toEqual(['nmae: unknown-field']);
    expect(faultsOf('x')).toHaveLength(1);
  });

  it('wants a number of its own for each customer, with its zeros', () => {
    expect(parseCustomerNo(' 007 ')).toBe('007');
    expect(() => parseCustomerNo('')).toThrow(InputError);
    expect(() => parseCustomerNo(7)).toThrow(InputError);
  });
});
