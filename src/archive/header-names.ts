/** The columns that an import knows by name, spelled as in the archive. `region` is province and city in one. */
export const IMPORT_FIELDS = [
  ...['customer_no', 'name', 'contact_name', 'contact_relation', 'company', 'gender', 'birthday', 'phone', 'phone2'],
  ...['email', 'preferred_channel', 'preferred_time', 'timezone', 'country', 'province', 'city', 'district'],
  ...['postcode', 'language', 'member_level', 'card_no', 'card_expires_on', 'lifecycle', 'category', 'source', 'tags'],
  ...['product', 'last_service_at', 'last_service_item', 'last_served_by', 'owner_agent_no', 'required_skill'],
  ...['visit_interval_days', 'consent_sms', 'consent_email', 'consent_call', 'consent_marketing', 'do_not_contact'],
  'region',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

const SYNONYMS: Readonly<Record<string, string>> = {
  customer_no:
    '客户编号 客户号 客户代码 客户id 会员编号 会员号 学员编号 学号 编号 customerid customernumber customercode',
  name: '姓名 客户姓名 客户名称 会员姓名 学员姓名 学生姓名 名字 名称 customername fullname',
  contact_name: '联系人 联系人姓名 家长姓名 家长 contact contactperson',
  contact_relation: '关系 与客户关系 联系人关系 与学员关系 relation relationship',
  company: '单位 公司 公司名称 单位名称 工作单位 organisation organization',
  gender: '性别 sex',
  birthday: '生日 出生日期 出生年月日 birthdate dateofbirth dob',
  phone:
    '联系电话 电话 手机 手机号 手机号码 移动电话 电话号码 联系方式 联系手机 手机1 电话1 mobile cell phonenumber telephone tel',
  phone2:
    '备用电话 第二电话 其他电话 固定电话 座机 电话2 手机2 联系电话2 mobile2 telephone2 secondphone alternatephone',
  email: '邮箱 电子邮箱 电子邮件 邮件 邮件地址 邮箱地址 mail emailaddress',
  preferred_channel: '首选渠道 偏好渠道 联系偏好 回访方式 首选联系方式',
  preferred_time: '偏好时间 方便时间 方便联系时间 首选时间 联系时间',
  timezone: '时区 tz zone',
  country: '国家 国家地区 国别 countrycode',
  province: '省 省份 state',
  city: '市 城市 所在城市 town',
  district: '区 区县 城区 所在城区 county',
  postcode: '邮编 邮政编码 zip zipcode postalcode',
  language: '语言 语种 locale',
  member_level: '会员等级 等级 会员级别 客户等级 级别 memberlevel level tier',
  card_no: '卡号 会员卡号 会员卡 cardnumber membershipno',
  card_expires_on:
    '到期日 到期日期 到期时间 有效期 有效期至 卡到期日 会员到期日 cardexpiresat expiry expirydate expireson cardexpiry',
  lifecycle: '生命周期 客户状态 客户类型 status',
  category: '分类 类别 客户分类 客户类别',
  source: '来源 客户来源 渠道来源 origin',
  tags: '标签 客户标签 tag labels',
  product: '产品 产品名称 课程 购买产品 商品',
  last_service_at:
    '最近服务时间 最近服务日期 服务时间 服务日期 上次服务时间 最后服务时间 lastservice lastservicedate servicedate',
  last_service_item: '最近服务项目 服务项目 服务内容 项目 serviceitem service',
  last_served_by: '服务人员 最近服务人员 服务人 接待人 服务人员工号 servedby',
  owner_agent_no: '负责客服 负责客服工号 客服工号 归属客服 负责人工号 专属客服 owneragent agentno owner',
  required_skill: '所需技能 技能要求 要求技能 skill',
  visit_interval_days: '回访间隔 回访间隔天数 回访周期',
  consent_sms: '短信同意 同意短信 是否同意短信 短信授权',
  consent_email: '邮件同意 同意邮件 是否同意邮件 邮件授权',
  consent_call: '电话同意 同意电话 是否同意电话 电话授权',
  consent_marketing: '营销同意 同意营销 是否同意营销 营销授权',
  do_not_contact: '免打扰 请勿联系 勿扰 谢绝联系 dnc donotcall',
  region: '地区 所在地区 省市 省市区 区域 所在地 area',
};

const FIELD_BY_HEADER = buildIndex();

/** The field that a header means by itself, or null. */
export function fieldOfHeader(header: string): ImportField | null {
  return FIELD_BY_HEADER.get(normaliseHeader(header)) ?? null;
}

/** The key of a field's name in the catalogue, for pages. */
export function fieldTextKey(field: ImportField): string {
  return `archive.field.${field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}

/** A header without what does not tell headers apart: width, case, spaces, marks, and notes in brackets. */
export function normaliseHeader(header: string): string {
  const text = header.replace(/\0/g, '').normalize('NFKC').toLowerCase();
  return text.replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '').replace(/[\s_\-.*:#\u200b\ufeff]+/g, '');
}

function buildIndex(): ReadonlyMap<string, ImportField> {
  const index = new Map<string, ImportField>();
  for (const field of IMPORT_FIELDS) {
    index.set(normaliseHeader(field), field);
    for (const synonym of (SYNONYMS[field] ?? '').split(' ')) if (synonym !== '') index.set(synonym, field);
  }
  return index;
}
