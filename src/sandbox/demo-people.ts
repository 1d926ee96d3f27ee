/** Names and places of the demo archive, all made up; characters and words are picked at random from these lists. */

const chars = (text: string): string[] => [...text];

export const SURNAMES = chars(
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
).concat(['欧阳', '上官', '司马', '诸葛']);
export const GIVEN_FIRST = chars('子梓雨思晓文嘉欣佳若一宇俊志建国明海天泽浩博诗语静雅春秋玉美丽永安宏伟立小慧冰云');
export const GIVEN_LAST = chars(
  '涵轩怡萱妍琪宁杰豪然辰睿航博峰磊强军勇芳娜敏洁颖莉娟燕玲霞红梅琴兰英华平刚辉鹏飞龙雪月',
);
/** Characters outside the basic plane, or rare ones that old systems lose. */
export const RARE_GIVEN = ['𠮷', '㐂', '𬀩', '𫖯', '䶮'];
export const ENGLISH_FIRST = [
  'Emma',
  'Oliver',
  'Ava',
  'Liam',
  'Sophie',
  'Noah',
  'Grace',
  'Jack',
  'Zoë',
  'Lucas',
  'Mía',
  'René',
];
export const ENGLISH_LAST = [
  "O'Neill",
  'Harper',
  'Walker',
  'Novak',
  'Fischer',
  'Dubois',
  'Patel',
  'Kim',
  'Nguyen',
  'Garcia',
];

export interface Place {
  readonly province: string;
  readonly city: string;
  readonly districts: readonly string[];
  readonly postcode: string;
  /** Chinese area code of landlines, with its zero. */
  readonly areaCode: string;
}

const place = (province: string, city: string, districts: string, postcode: string, areaCode: string): Place => ({
  province,
  city,
  districts: districts.split(' '),
  postcode,
  areaCode,
});

export const CHINESE_PLACES: readonly Place[] = [
  place('江西省', '南昌市', '东湖区 西湖区 青山湖区 红谷滩区', '330000', '0791'),
  place('江西省', '九江市', '浔阳区 濂溪区', '332000', '0792'),
  place('江西省', '赣州市', '章贡区 南康区', '341000', '0797'),
  place('上海市', '上海市', '浦东新区 徐汇区 杨浦区 闵行区', '200000', '021'),
  place('北京市', '北京市', '海淀区 朝阳区 东城区 丰台区', '100000', '010'),
  place('广东省', '广州市', '天河区 越秀区 海珠区', '510000', '020'),
  place('广东省', '深圳市', '南山区 福田区 龙岗区', '518000', '0755'),
  place('浙江省', '杭州市', '西湖区 余杭区 滨江区', '310000', '0571'),
  place('湖北省', '武汉市', '武昌区 江汉区 洪山区', '430000', '027'),
  place('四川省', '成都市', '锦江区 武侯区 青羊区', '610000', '028'),
  place('陕西省', '西安市', '雁塔区 碑林区', '710000', '029'),
  place('湖南省', '长沙市', '岳麓区 芙蓉区', '410000', '0731'),
];

/** Official time is Beijing's, daily life runs two hours later. */
export const XINJIANG_PLACES: readonly Place[] = [
  place('新疆维吾尔自治区', '乌鲁木齐市', '天山区 沙依巴克区', '830000', '0991'),
  place('新疆维吾尔自治区', '喀什市', '恰萨街道 亚瓦格街道', '844000', '0998'),
];

export interface ForeignPlace {
  readonly country: string;
  readonly province: string;
  readonly city: string;
  readonly postcode: string;
  readonly timezone: string;
  readonly language: string;
  /** Makes the number of the n-th customer there. */
  readonly phone: (n: number) => string;
}

const tail = (n: number, digits: number): string => String(n % 10 ** digits).padStart(digits, '0');
/** Subscriber numbers 555-0100 to 555-0199 belong to nobody; only very large archives need the exchanges after it. */
const nanp = (area: string) => (n: number) => `+1 ${area} ${555 + (Math.floor(n / 100) % 400)} 01${tail(n, 2)}`;

export const FOREIGN_PLACES: readonly ForeignPlace[] = [
  foreign('US', 'NY', 'New York', '10001', 'America/New_York', 'en-US', nanp('212')),
  foreign('US', 'CA', 'Los Angeles', '90001', 'America/Los_Angeles', 'en-US', nanp('213')),
  foreign('US', 'IL', 'Chicago', '60601', 'America/Chicago', 'en-US', nanp('312')),
  foreign('US', 'TX', 'Houston', '77001', 'America/Chicago', 'en-US', nanp('713')),
  foreign('GB', 'England', 'London', 'SW1A 1AA', 'Europe/London', 'en-GB', (n) => `+44 7400 ${tail(n, 6)}`),
  foreign('DE', 'Berlin', 'Berlin', '10115', 'Europe/Berlin', 'de', (n) => `+49 151 2${tail(n, 7)}`),
  foreign('FR', 'Île-de-France', 'Paris', '75001', 'Europe/Paris', 'fr', (n) => `+33 6 12 ${tail(n, 6)}`),
  foreign('AU', 'NSW', 'Sydney', '2000', 'Australia/Sydney', 'en-AU', (n) => `+61 412 ${tail(n, 6)}`),
  foreign('HK', '香港', '香港', '', 'Asia/Hong_Kong', 'zh-HK', (n) => `+852 61${tail(n, 6)}`),
];

function foreign(
  ...[country, province, city, postcode, timezone, language, phone]: [
    string,
    string,
    string,
    string,
    string,
    string,
    (n: number) => string,
  ]
): ForeignPlace {
  return { country, province, city, postcode, timezone, language, phone };
}
