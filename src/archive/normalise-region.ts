/** Province, city and district of a place that is written as one text. */
export interface Region {
  readonly province: string | null;
  readonly city: string | null;
  readonly district: string | null;
}

const MUNICIPALITIES = ['北京', '上海', '天津', '重庆'];
const PROVINCES = [
  ...[
    '内蒙古',
    '黑龙江',
    '新疆',
    '西藏',
    '宁夏',
    '广西',
    '河北',
    '山西',
    '辽宁',
    '吉林',
    '江苏',
    '浙江',
    '安徽',
    '福建',
  ],
  ...['江西', '山东', '河南', '湖北', '湖南', '广东', '海南', '四川', '贵州', '云南', '陕西', '甘肃', '青海', '台湾'],
  ...['香港', '澳门'],
];
const PROVINCE = new RegExp(
  `^((?:${PROVINCES.join('|')})(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省)?)`,
);
const MUNICIPALITY = new RegExp(`^((?:${MUNICIPALITIES.join('|')})市?)(?:市辖区)?`);
const CITY = /^(.{1,12}?(?:自治州|地区|盟|市))/;
const DISTRICT = /^(.{1,12}?(?:自治县|自治旗|区|县|旗|市))/;

/**
 * Splits 江西省南昌市 and the like; the parts are kept as they were written, because agents' regions are compared
 * with them exactly. A text that begins with no known province is taken for a region as a whole.
 */
export function splitRegion(text: string): Region {
  const compact = text.replace(/[\s\-/,，]+/g, '');
  const municipality = MUNICIPALITY.exec(compact);
  if (municipality !== null) {
    const name = municipality[1] ?? '';
    const rest = compact.slice(municipality[0].length);
    return {
      province: name,
      city: name,
      district: take(DISTRICT, rest.startsWith(name) ? rest.slice(name.length) : rest),
    };
  }
  const province = take(PROVINCE, compact);
  if (province === null) return { province: text === '' ? null : text, city: null, district: null };
  const rest = compact.slice(province.length);
  const city = take(CITY, rest) ?? (rest === '' || DISTRICT.test(rest) ? null : rest);
  return { province, city, district: take(DISTRICT, rest.slice(city?.length ?? 0)) };
}

function take(pattern: RegExp, text: string): string | null {
  return pattern.exec(text)?.[1] ?? null;
}
